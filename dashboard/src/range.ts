/** A span of time: one that ends now, or a fixed one in milliseconds since the epoch. */
export type Range =
  | { readonly kind: "last"; readonly name: PresetName }
  | { readonly kind: "fixed"; readonly fromMs: number; readonly toMs: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const PRESETS = {
  "15m": { label: "15 min", title: "the last 15 minutes", ms: 15 * MINUTE_MS },
  "1h": { label: "1 h", title: "the last hour", ms: HOUR_MS },
  "6h": { label: "6 h", title: "the last 6 hours", ms: 6 * HOUR_MS },
  "24h": { label: "24 h", title: "the last 24 hours", ms: 24 * HOUR_MS },
  "7d": { label: "7 d", title: "the last 7 days", ms: 7 * 24 * HOUR_MS },
} as const;

export type PresetName = keyof typeof PRESETS;

export const DEFAULT_RANGE: Range = { kind: "last", name: "1h" };

export function isPreset(name: string | null): name is PresetName {
  return name !== null && Object.hasOwn(PRESETS, name);
}

/** What to ask for. The end is left to the gateway's own clock where it is now. */
export function spanOf(range: Range, nowMs: number): { readonly from: number; readonly to?: number } {
  if (range.kind === "fixed") return { from: range.fromMs, to: range.toMs };
  return { from: nowMs - PRESETS[range.name].ms };
}
