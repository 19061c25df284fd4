import type { Cell, Column, Trigger, Unit } from "./wire.ts";

const DASH = "–";
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat("en", { style: "percent", maximumSignificantDigits: 2 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function number(value: number): string {
  return Math.abs(value) >= 10_000 ? compact.format(value) : plain.format(value);
}

/** `850 µs` is below what clocks of Workers show: whole milliseconds are enough. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return DASH;
  if (ms < 10) return `${plain.format(ms)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${plain.format(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${plain.format(ms / 60_000)} min`;
  if (ms < 86_400_000) return `${plain.format(ms / 3_600_000)} h`;
  return `${plain.format(ms / 86_400_000)} d`;
}

export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), units.length - 1);
  return `${plain.format(value / 1_024 ** step)} ${units[step]}`;
}

export function quantity(value: number, unit: Unit | undefined): string {
  switch (unit) {
    case "ms":
      return duration(value);
    case "s":
      return duration(value * 1_000);
    case "ratio":
      return share.format(value);
    case "bytes":
      return bytes(value);
    default:
      // More ticks than were due, as when one is sent by hand, are none that is missing.
      return number(Math.max(0, value));
  }
}

export function cell(value: Cell, { type, unit }: Pick<Column, "type" | "unit">): string {
  if (type === "time") return moment(Number(value) * 1_000);
  if (type === "number") return quantity(Number(value), unit);
  return value === "" ? DASH : String(value);
}

/** The time of day today, with the date before. */
export function moment(ms: number): string {
  const then = new Date(ms);
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? clock.format(then) : `${day.format(then)}, ${clock.format(then)}`;
}

/** For an axis: the time of day, and the day at midnight. */
export function tickTime(seconds: number): string {
  const then = new Date(seconds * 1_000);
  return then.getHours() + then.getMinutes() === 0 ? day.format(then) : minute.format(then);
}

export function fullTime(ms: number): string {
  return whole.format(new Date(ms));
}

/** `lag_p95` as `lag p95`. */
export const words = (name: string): string => name.replaceAll("_", " ");

/** What starts a flow, in one line. */
export function triggerText({ kind, method, path, queue, schedule }: Omit<Trigger, "alias">): string {
  if (kind === "http") return `${method === "ALL" ? "any" : method} ${path}`;
  if (kind === "queue") return `queue ${queue}`;
  return kind === "cron" ? `cron ${schedule}` : kind;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
