import { type Diagnostic, diagnostic, type Location } from "../../kernel/errors/diagnostic.ts";
import type { JsonObject } from "../../kernel/json.ts";

/** One binding as one flow needs it. */
export interface BindingNeed {
  readonly flow: string;
  readonly node: string;
  /** Who asks for what, as the beginning of a sentence. */
  readonly asks: string;
  readonly binding: string;
  /** What the binding is to be, such as `a KV namespace`. */
  readonly noun: string;
  /** Where the wrangler file lists it, as a path. */
  readonly section: readonly [string, ...string[]];
  /** What to list there. */
  readonly entry: JsonObject;
  /** A warning where the flow runs without it, if less well. */
  readonly severity: "error" | "warning";
}

export const sectionOf = ({ section }: BindingNeed): string => section.join(".");

export function needFinding(need: BindingNeed, message: string, at: Location, fix?: string): Diagnostic {
  const { flow, node, severity } = need;
  return { ...diagnostic("CAP101", message, { flow, node, ...at }, fix), severity };
}
