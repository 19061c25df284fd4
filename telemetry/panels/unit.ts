import { DOUBLES } from "../columns.ts";
import type { Measure, Numeric, Unit } from "./panel.ts";

/** What a number of a measure is in. Pure. */
export function unitOf(measure: Measure): Unit {
  switch (measure.kind) {
    case "count":
      return "count";
    case "sum":
    case "max":
    case "min":
    case "quantile":
      return columnUnit(measure.of);
    case "difference":
      return unitOf(measure.of);
    case "ratio": {
      const [of, to] = [unitOf(measure.of), unitOf(measure.to)];
      if (of !== to) return of;
      // Of what is missing, how many fit in: ticks, not a share of them.
      return measure.of.kind === "difference" ? "count" : meanOrShare(measure.of);
    }
  }
}

/** A total of counts by runs is a mean, a count by a count a share. */
function meanOrShare(of: Measure): Unit {
  return of.kind === "sum" && columnUnit(of.of) === "count" ? "count" : "ratio";
}

export function columnUnit(column: Numeric): Unit {
  if (column === "tick_end_s") return "s";
  if (column === "past_80_percent_ms") return "ms";
  const unit = DOUBLES.find(({ name }) => name === column)?.unit;
  return unit === undefined || unit === "version" ? "count" : unit;
}
