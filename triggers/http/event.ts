import type { Fields } from "./author.ts";

/** A request that met a route: what the HTTP trigger opens and closes. */
export interface HttpEvent {
  readonly request: Request;
  /** The request's URL path, as sent. */
  readonly path: string;
  /** Percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Fields;
  /** What `content-length` says; undefined where it says nothing. */
  readonly announcedBytes: number | undefined;
}
