import type { Code } from "./errors/codes.ts";
import type { Determinism, Effects } from "./ir/levels.ts";
import type { TriggerWiring } from "./ir/schema.ts";

/** What the validator knows of the world around a flow. Capabilities and triggers bring their own rows. */
export interface Catalog {
  readonly hints: readonly HintRule[];
  readonly triggers: readonly TriggerRule[];
}

/** What using a capability means for the node that uses it. A hint covers its whole segments and all below. */
export interface HintRule {
  /** Such as `resource::kv::write`. */
  readonly hint: string;
  /** The node's effects must be at least these. */
  readonly effects: Effects;
  /** The node's determinism must be no stricter than this. */
  readonly determinism: Determinism;
  /** False where doing it twice does more than doing it once, whatever the key: a message sent, a request made. */
  readonly idempotent?: boolean;
}

/** What the validator asks of a trigger kind. */
export interface TriggerRule {
  readonly kind: string;
  /** What two triggers must not both claim, such as `POST /orders`; undefined for nothing. */
  readonly claim: (wiring: TriggerWiring) => string | undefined;
  /** Whether somebody waits for the reply, so that its streaming and the capture node's must agree. */
  readonly replies: boolean;
  /** What is wrong with the wiring by itself. Left out, any wiring will do. */
  readonly check?: (wiring: TriggerWiring) => readonly WiringProblem[];
}

export interface WiringProblem {
  readonly code: Code;
  readonly message: string;
}

const SEPARATOR = "::";

/** Whether `hint` is `prefix` or lies below it, by whole segments: `resource::http` covers `resource::http::read`. */
export function covers(prefix: string, hint: string): boolean {
  return hint.startsWith(prefix) && (hint.length === prefix.length || hint.startsWith(SEPARATOR, prefix.length));
}
