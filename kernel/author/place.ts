export interface EdgeOptions {
  readonly delivery?: "at_least_once" | "at_most_once" | "exactly_once";
  readonly ordering?: "ordered" | "unordered";
  readonly partitionKey?: string;
  /** Milliseconds from delivery until the node must be done. */
  readonly timeoutMs?: number;
  readonly buffer?: {
    readonly maxItems?: number;
    readonly spillThresholdBytes?: number;
    readonly spillTier?: string;
    readonly onDrop?: string;
  };
}

export interface PlaceOptions<Alias extends string> extends EdgeOptions {
  /** One source: its output is the input. Several: all are awaited and the input is an object keyed by alias. */
  readonly after?: Alias | readonly Alias[];
  /** Of several: run with whatever came. Left out, the node runs only when all did. */
  readonly live?: boolean;
  /** Branches that meet again: the one that was taken delivers the input. */
  readonly afterAny?: readonly Alias[];
  /** The run does not wait for this node and what follows it. */
  readonly detached?: boolean;
}
