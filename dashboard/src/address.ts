import { queryOf } from "./api.ts";
import { DEFAULT_RANGE, isPreset, type Range } from "./range.ts";

export type Place =
  | { readonly view: "overview" | "flows" }
  /** `q`: an id to search for. `failed`: only those that did not complete. */
  | { readonly view: "runs"; readonly q?: string; readonly failed?: boolean }
  /** `all`: those too that a replay completed. */
  | { readonly view: "failures"; readonly all?: boolean }
  | { readonly view: "run" | "failure"; readonly id: string }
  | { readonly view: "flow"; readonly id: string; readonly run?: string };

/** What is shown. It stands in the address, so that a view can be shared and gone back to. */
export interface Address {
  readonly place: Place;
  readonly range: Range;
  /** A flow's name; empty for all. */
  readonly flow: string;
  /** A trigger's kind; empty for all. */
  readonly source: string;
}

/** Reads `#/runs/<id>?range=6h&flow=orders`. What it does not know, it takes for the default. */
export function parseAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const params = new URLSearchParams(query);
  return {
    place: placeOf(path.split("/").map(decoded), params),
    range: rangeOf(params),
    flow: params.get("flow") ?? "",
    source: params.get("source") ?? "",
  };
}

function placeOf([folder = "", id = ""]: readonly string[], params: URLSearchParams): Place {
  const isSet = (name: string) => params.get(name) === "true";
  const [run, q] = [params.get("run"), params.get("q")];
  switch (folder) {
    case "runs":
      if (id !== "") return { view: "run", id };
      return { view: "runs", ...(q && { q }), ...(isSet("failed") && { failed: true }) };
    case "failures":
      return id === "" ? { view: "failures", ...(isSet("all") && { all: true }) } : { view: "failure", id };
    case "flows":
      return id === "" ? { view: "flows" } : { view: "flow", id, ...(run && { run }) };
    default:
      return { view: "overview" };
  }
}

function rangeOf(params: URLSearchParams): Range {
  const name = params.get("range");
  if (isPreset(name)) return { kind: "last", name };
  const fromMs = Number(params.get("from") ?? Number.NaN);
  const toMs = Number(params.get("to") ?? Number.NaN);
  return fromMs >= 0 && toMs > fromMs ? { kind: "fixed", fromMs, toMs } : DEFAULT_RANGE;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The other way round. Defaults are left out. */
export function hashOf({ place, range, flow, source }: Address): string {
  const times =
    range.kind === "fixed"
      ? { from: range.fromMs, to: range.toMs }
      : { range: range.name === "1h" ? undefined : range.name };
  const { view: _view, id: _id, ...own } = { id: "", ...place };
  return `#/${pathOf(place)}${queryOf({ ...times, flow, source, ...own })}`;
}

function pathOf(place: Place): string {
  switch (place.view) {
    case "overview":
      return "";
    case "run":
      return `runs/${encodeURIComponent(place.id)}`;
    case "failure":
      return `failures/${encodeURIComponent(place.id)}`;
    case "flow":
      return `flows/${encodeURIComponent(place.id)}`;
    default:
      return place.view;
  }
}
