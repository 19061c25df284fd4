import { FlowError, failure } from "../kernel/errors/failure.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import { BLOBS, type BlobName, DOUBLES, type DoubleName } from "./columns.ts";
import { panels } from "./panels/index.ts";
import type { Panel, Unit } from "./panels/panel.ts";
import { columnUnit, unitOf } from "./panels/unit.ts";
import type { QueryPort, QueryRow } from "./query/query-port.ts";
import type { PanelQuery } from "./sql/dialect.ts";

export interface PanelAnswer {
  readonly panel: string;
  /** The range that was read, in seconds since the epoch, and the width of a bucket. */
  readonly from: number;
  readonly to: number;
  readonly bucket_s: number;
  readonly columns: readonly AnswerColumn[];
  /** One list of values per row, in the columns' order. */
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface AnswerColumn {
  readonly name: string;
  readonly type: "time" | "text" | "number";
  /** Of a number. */
  readonly unit?: Unit;
}

/** What a viewer may ask of a panel, as it stands in the address. */
export interface PanelParams {
  get(name: string): string | null;
}

/** `GET /_flow/api/panels` */
export function listPanels() {
  return { panels: panels.map(describe) };
}

function describe(panel: Panel) {
  const { name, title, meaning } = panel;
  const chart = panel.kind === "chart" ? { unit: panel.unit satisfies Unit, draw: panel.draw } : { draw: "table" };
  return { name, title, meaning, ...chart, columns: columnsOf(panel) };
}

/** `GET /_flow/api/panels/<name>?from=&to=&flow=`: times in ISO 8601 or milliseconds since the epoch; default the last hour. */
export async function readPanel(
  name: string,
  params: PanelParams,
  port: QueryPort,
  nowMs: number,
): Promise<Result<PanelAnswer>> {
  const panel: Panel | undefined = panels.find((candidate) => candidate.name === name);
  if (panel === undefined) return fail(failure("HTTP104", "no panel has this name; see /_flow/api/panels"));
  const asked = panelQuery(params, nowMs);
  if (!asked.ok) return asked;
  const query = asked.value;
  try {
    const found = await port.run(port.dialect.render(panel, query));
    const columns = columnsOf(panel);
    const rows = found.map((row) => columns.map((column) => cellOf(row, column)));
    return ok({ panel: name, from: query.fromS, to: query.toS, bucket_s: query.bucketS, columns, rows });
  } catch (error) {
    if (error instanceof FlowError) return fail(error.failure);
    return fail(failure("RES105", "the store of metrics does not answer", { cause: error }));
  }
}

function columnsOf(panel: Panel): readonly AnswerColumn[] {
  const time: AnswerColumn = { name: "t", type: "time" };
  if (panel.kind === "listing") return [time, ...panel.columns.map(columnOf)];
  const measures = Object.entries(panel.measures).map(
    ([name, measure]): AnswerColumn => ({ name, type: "number", unit: unitOf(measure) }),
  );
  return [...(panel.overTime ? [time] : []), ...panel.by.map(columnOf), ...measures];
}

const numbers: ReadonlySet<string> = new Set(DOUBLES.map((column) => column.name));

function columnOf(name: BlobName | DoubleName): AnswerColumn {
  return isNumber(name) ? { name, type: "number", unit: columnUnit(name) } : { name, type: "text" };
}

function isNumber(name: BlobName | DoubleName): name is DoubleName {
  return numbers.has(name);
}

/** ClickHouse writes 64-bit numbers as text. */
function cellOf(row: QueryRow, column: AnswerColumn): string | number {
  const value = row[column.name];
  return column.type === "text" ? String(value ?? "") : Number(value ?? 0);
}

/** Parameter and the column that it must equal. */
const FILTERS: Readonly<Record<string, BlobName>> = {
  flow: "flow",
  source: "source",
  trigger: "trigger",
  version: "worker_version",
  run: "run_id",
};

const HOUR_S = 3_600;
/** What Analytics Engine keeps: three months. */
const MAX_RANGE_S = 93 * 86_400;
const MAX_FILTER_LENGTH = Math.max(...BLOBS.map((column) => column.maxBytes));
const BUCKETS_S = [10, 30, 60, 300, 900, 3_600, 21_600, 86_400] as const;
const MAX_BUCKETS = 120;

/** Pure: what a viewer asks, checked. */
export function panelQuery(params: PanelParams, nowMs: number): Result<PanelQuery> {
  const to = timeOf(params, "to", Math.ceil(nowMs / 1000));
  if (!to.ok) return to;
  const from = timeOf(params, "from", to.value - HOUR_S);
  if (!from.ok) return from;
  const [fromS, toS] = [from.value, to.value];
  if (fromS >= toS) return fail(failure("HTTP100", "`from` must be before `to`"));
  if (toS - fromS > MAX_RANGE_S) return fail(failure("HTTP100", `at most ${MAX_RANGE_S / 86_400} days at once`));
  const filter: Partial<Record<BlobName, string>> = {};
  for (const [parameter, column] of Object.entries(FILTERS)) {
    const value = params.get(parameter);
    if (value === null || value === "") continue;
    if (value.length > MAX_FILTER_LENGTH) return fail(failure("HTTP100", `\`${parameter}\` is too long`));
    filter[column] = value;
  }
  return ok({ fromS, toS, bucketS: bucketOf(toS - fromS), filter });
}

function timeOf(params: PanelParams, name: string, otherwiseS: number): Result<number> {
  const text = params.get(name);
  if (text === null || text === "") return ok(otherwiseS);
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  const seconds = Math.floor(ms / 1000);
  // Analytics Engine's DateTime ends in 2106.
  if (seconds >= 0 && seconds < 2 ** 32) return ok(seconds);
  return fail(failure("HTTP100", `\`${name}\` must be a time in ISO 8601 or milliseconds since the epoch`));
}

function bucketOf(rangeS: number): number {
  return BUCKETS_S.find((bucketS) => rangeS / bucketS <= MAX_BUCKETS) ?? 86_400;
}
