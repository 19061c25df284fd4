import type { Failure } from "../../kernel/errors/failure.ts";
import type { NodeRecord } from "../../telemetry/step-log.ts";
import type { Io } from "../io.ts";
import { columns } from "../text.ts";
import type { RunResult } from "./reply.ts";

export interface TellableResult extends RunResult {
  readonly flow: string;
  readonly as: string;
  readonly nodes: readonly NodeRecord[];
  readonly durationMs: number;
}

/** The value goes to stdout, everything about the run to stderr; with --json all of it is one document on stdout. */
export function tellResult(result: TellableResult, io: Io): void {
  if (io.json) io.out(JSON.stringify(documentOf(result), null, 2));
  else tellPeople(result, io);
}

function documentOf({ ended, nodes, durationMs, ...result }: TellableResult) {
  const { failure } = ended;
  return {
    ...result,
    outcome: ended.kind,
    ...(failure && { failure: { ...failure, cause: causeOf(failure) } }),
    duration_ms: rounded(durationMs),
    nodes: nodes.map((node) => ({
      flow: node.flow,
      node: node.node,
      status: node.status,
      ...(node.code && { code: node.code }),
      attempts: node.attempts,
      duration_ms: rounded(node.durationMs),
    })),
  };
}

function tellPeople({ ended, value, status, flow, as, nodes, durationMs }: TellableResult, io: Io): void {
  if (value !== undefined) io.out(typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const how = [ended.kind, status === undefined ? "" : `status ${status}`].filter(Boolean).join(", ");
  io.err(`${flow} as ${as}: ${how} in ${rounded(durationMs)} ms`);
  const rows = nodes.map(({ node, status: how, attempts, durationMs: ms, code }) => [
    `  ${node}`,
    [how, code].filter(Boolean).join(" "),
    attempts === 1 ? "" : `${attempts} tries`,
    `${rounded(ms)} ms`,
  ]);
  for (const line of columns(rows)) io.err(line);
  if (ended.failure) tellFailure(ended.failure, io);
}

function tellFailure(failure: Failure, io: Io): void {
  io.err(`error ${failure.code}: ${failure.message}`);
  if (failure.details) io.err(`  details: ${JSON.stringify(failure.details)}`);
  const cause = causeOf(failure);
  if (cause !== undefined) io.err(`  cause: ${cause}`);
  if (io.verbose && failure.cause instanceof Error) io.err(failure.cause.stack ?? "");
}

/** The inner error, which only logs show elsewhere; whoever runs this wrote the flow. */
function causeOf({ cause, message }: Failure): string | undefined {
  const said = cause === undefined || String(cause) === `FlowError: ${message}`;
  return said ? undefined : String(cause);
}

const rounded = (ms: number): number => Math.round(ms * 100) / 100;
