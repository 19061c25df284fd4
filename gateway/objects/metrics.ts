import { DurableObject } from "cloudflare:workers";
import type { DataPoint } from "../../telemetry/data-point.ts";
import type { LocalMetrics } from "../../telemetry/local-sink.ts";
import { LocalStore } from "../../telemetry/local-store.ts";

const DATASET = "flowgate";

/** Analytics Engine for development and tests: locally the platform drops every point. */
export class MetricsStore extends DurableObject implements LocalMetrics {
  readonly #store: LocalStore;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#store = new LocalStore({ sql: ctx.storage.sql, nowMs: () => Date.now() });
  }

  async write(points: readonly DataPoint[]): Promise<readonly string[]> {
    return this.ctx.storage.transactionSync(() => this.#store.write(DATASET, points));
  }

  async read(sql: string, values: readonly (string | number)[]): Promise<readonly Record<string, unknown>[]> {
    return this.#store.read(sql, values);
  }
}
