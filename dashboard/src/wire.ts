/** What the gateway answers, as far as the page reads it. */

export type Unit = "count" | "ratio" | "ms" | "s" | "bytes";

export interface Column {
  readonly name: string;
  readonly type: "time" | "text" | "number";
  readonly unit?: Unit;
}

export interface Panel {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  /** Of the measures that it is about. */
  readonly unit?: Unit;
  readonly draw: "lines" | "bars" | "table";
  readonly columns: readonly Column[];
}

export type Cell = string | number;

export interface PanelAnswer {
  readonly from: number;
  readonly to: number;
  readonly bucket_s: number;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Trigger {
  readonly alias: string;
  readonly kind: string;
  readonly method?: string;
  readonly path?: string;
  readonly queue?: string;
  readonly schedule?: string;
}

export interface FlowEntry {
  readonly name: string;
  readonly version: string;
  readonly summary?: string;
  readonly triggers: readonly Trigger[];
}

export interface GraphNode {
  readonly alias: string;
  readonly kind: "trigger" | "inline" | "activity" | "subflow";
  readonly identifier: string;
  readonly summary?: string | null;
  readonly effects: "pure" | "read_only" | "effectful";
  readonly effectHints?: readonly string[];
  readonly idempotency?: { readonly key?: string };
  readonly trigger?: Omit<Trigger, "alias">;
  readonly join?: "any" | "all";
  readonly streams?: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly detached?: boolean;
  readonly timeout_ms?: number | null;
}

export interface Surface {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A flow as the Flow IR has it. */
export interface Graph {
  readonly name: string;
  readonly version: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly control_surfaces?: readonly Surface[];
  readonly capture?: string;
}

export interface NodeRun {
  readonly flow: string;
  readonly node: string;
  readonly status: string;
  readonly code: string;
  readonly attempts: number;
  readonly started_at_ms: number;
  readonly duration_ms: number;
}

export interface Run {
  readonly run_id: string;
  readonly flow: string;
  readonly version: string;
  readonly trigger: string;
  readonly source: string;
  readonly place: string;
  readonly event_id: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly code: string;
  readonly error: string;
  readonly failed_node: string;
  readonly started_at_ms: number;
  readonly duration_ms: number;
  readonly guard_ms: number;
  readonly lag_ms: number;
  readonly status: number;
  readonly settlement: string;
  readonly nodes_run: number;
  readonly retries: number;
  /** Absent in runs of an earlier release. */
  readonly kept?: readonly string[];
  readonly batch_size: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly stream_items: number;
  readonly colo: string;
  readonly worker_version: string;
  readonly trace_id: string;
  readonly links: readonly string[];
  readonly nodes: readonly NodeRun[];
}

export interface FailureRecord {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly trigger: string;
  readonly place: string;
  readonly event_id: string;
  readonly code: string;
  readonly class: string;
  readonly error: string;
  readonly details: unknown;
  readonly node?: string;
  readonly attempts: number;
  readonly first_at_ms: number;
  readonly last_at_ms: number;
  readonly run_id?: string;
  readonly traceparent?: string;
  readonly payload: { readonly kind: string; readonly body?: unknown; readonly bytes?: number };
  readonly replays: number;
  readonly replayed_at_ms?: number;
  readonly replay_outcome?: string;
}

export interface Replayed {
  readonly id: string;
  readonly result?: string;
  readonly run_id?: string;
}
