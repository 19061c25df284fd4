import { Option } from "commander";
import type { Clock } from "../../kernel/ports.ts";
import { memoryEnv } from "../../testing/kit/memory-env.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { readPayload } from "../payload.ts";
import { pickFlow } from "../pick-flow.ts";
import { KINDS, type Kind, runAs } from "../run/event.ts";
import { readReply } from "../run/reply.ts";
import { tellResult } from "../run/result.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options {
  readonly from: readonly string[];
  readonly payload?: string;
  readonly file?: string;
  readonly as: Kind;
  readonly stream?: boolean;
  readonly path?: string;
  readonly header: readonly string[];
  readonly attempts: number;
  readonly timeout?: number;
  readonly set: readonly string[];
}

export const command: Command<Options> = {
  arguments: [["<flow>", "the name of a flow, or a module that has only one"]],
  options: [
    new Option("--from <file...>", "modules that export flows; default: the project's own").default([]),
    new Option("--payload <json>", "what the flow is given"),
    new Option("--file <file>", "the same from a file, or - for stdin"),
    new Option("--as <kind>", "the event that starts it").choices(KINDS).default("call"),
    new Option("--stream", "print a stream's items as they come, one a line"),
    new Option("--path <path>", "with --as http: the path and query of the request"),
    new Option("--header <line...>", "with --as http: a header, as 'name: value'").default([]),
    new Option("--attempts <count>", "with --as queue: deliveries so far").argParser(wholeAbove0).default(1),
    new Option("--timeout <ms>", "the guard of the run").argParser(wholeAbove0),
    new Option("--set <name=value...>", "a variable or secret of the environment").default([]),
  ],
  examples: [
    [`flows run echo --payload '{"value":" Hi "}'`, "one run, with everything in memory"],
    ["flows run read_order --as http --path /orders/A-1", "as a request, through the route"],
    ["flows run fulfil_order --as queue --file order.json", "as a message: shows ack, retry or dead letter"],
    [`flows run site --payload '{"site":"/"}' --stream`, "a stream's items as they come"],
  ],
  run: async ({ args: [name = ""], options }, io) => {
    const flow = await pickFlow(name, options.from, io);
    const payload = await readPayload(options, io);
    const parts = {
      kind: options.as,
      payload,
      headers: options.header,
      attempts: options.attempts,
      ...(options.path !== undefined && { path: options.path }),
    };
    const ran = await runAs(flow, parts, {
      clock,
      env: { ...memoryEnv([flow]), ...variables(options.set) },
      ...(options.timeout !== undefined && { timeoutMs: options.timeout }),
    });
    const result = await readReply(ran, { items: options.stream ?? false }, io);
    const told = { flow: flow.name, as: options.as, nodes: ran.nodes, durationMs: clock.now() - ran.startedAtMs };
    tellResult({ ...told, ...result }, io);
    return result.ended.kind === "completed" ? EXIT.ok : EXIT.findings;
  },
};

/** Finer than the platform's, so that nodes of less than a millisecond show. */
const clock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (delayMs, wake) => {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  },
};

function variables(set: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(set.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}
