import type { TriggerWiring } from "../ir/schema.ts";

/** What starts a flow, as its author writes it. Each trigger kind extends this with its own fields. */
export interface TriggerSpec<Payload = unknown> {
  readonly kind: string;
  /** Name of the trigger's node. Default: the kind, then `kind_2` and so on. */
  readonly alias?: string;
  /** How the event is wired, as it stands in the Flow IR. */
  readonly wiring: TriggerWiring;
  /** Whether the reply is a stream; must agree with the capture node. */
  readonly streaming?: boolean;
  /** Milliseconds that a run may take; the trigger's default and the platform's limit also hold. */
  readonly timeoutMs?: number;
  /** What reads its events. The kernel hands it through unread, so that a Worker holds only what its flows use. */
  readonly provider?: object;
  /** Phantom: the payload's type, `unknown` where the first node's input schema decides. */
  readonly payload?: Payload;
}
