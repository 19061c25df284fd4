import type { HintRule } from "../catalog.ts";
import type { JsonObject } from "../json.ts";

/** A capability as a node asks for it. `Handle` is what the node is given; nothing of it is here at run time. */
export interface CapabilityUse<Handle = unknown> {
  /** The capability's kind, such as `kv`. */
  readonly kind: string;
  /** The name the wrangler file binds; absent where nothing is bound, such as the clock. */
  readonly binding?: string;
  readonly access: "read" | "write";
  /** The hints that follow from this use, with what each means for the node. */
  readonly hints: readonly HintRule[];
  /** What else was asked: guarantees, a prefix, hosts. */
  readonly options: JsonObject;
  /** What opens it. The kernel hands it through unread, so that a Worker holds only what its flows use. */
  readonly provider?: object;
  /** Phantom: carries the handle's type. */
  readonly handle?: Handle;
}

export type Uses = Readonly<Record<string, CapabilityUse>>;

export type HandlesOf<U extends Uses> = {
  readonly [Name in keyof U]: U[Name] extends CapabilityUse<infer Handle> ? Handle : never;
};
