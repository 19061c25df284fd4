import { MAX_DELIVERIES } from "./flows.ts";

export type Fate = "ready" | "delivered" | "acked" | "given up";

export interface Queued {
  readonly id: string;
  readonly body: unknown;
  readonly sentAtMs: number;
  attempts: number;
  visibleAtMs: number;
  fate: Fate;
}

export interface QueueRules {
  /** Where what was never acked goes in the end, as it is. */
  readonly deadLetters?: PlatformQueue;
  readonly maxDeliveries?: number;
}

/** A queue as the platform keeps it. */
export class PlatformQueue {
  readonly name: string;
  readonly messages: Queued[] = [];
  readonly rules: Required<Pick<QueueRules, "maxDeliveries">> & QueueRules;

  constructor(name: string, rules: QueueRules = {}) {
    this.name = name;
    this.rules = { maxDeliveries: MAX_DELIVERIES, ...rules };
  }

  send(body: unknown, visibleAtMs: number, id = `${this.name}-${this.messages.length}`): void {
    const sentAtMs = Date.now();
    this.messages.push({ id, body: structuredClone(body), sentAtMs, attempts: 0, visibleAtMs, fate: "ready" });
  }

  ready(nowMs: number): readonly Queued[] {
    return this.messages.filter(({ fate, visibleAtMs }) => fate === "ready" && visibleAtMs <= nowMs);
  }

  /** When the next message can be seen; undefined when none waits. */
  nextMs(): number | undefined {
    const waiting = this.messages.filter(({ fate }) => fate === "ready").map(({ visibleAtMs }) => visibleAtMs);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  isDone(): boolean {
    return this.messages.every(({ fate }) => fate === "acked" || fate === "given up");
  }
}
