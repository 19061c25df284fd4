import { resolve } from "node:path";
import { Option } from "commander";
import { platformClock } from "../../base/waiting.ts";
import type { AnyFlow } from "../../gateway/mount/mount.ts";
import type { Clock } from "../../kernel/ports.ts";
import { memoryEnv } from "../../kit/memory-env.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { flowOrigins } from "../flow-origins.ts";
import type { Io } from "../io.ts";
import { readPayload } from "../payload.ts";
import { flowFiles, pickFlow } from "../pick-flow.ts";
import { type EventParts, KINDS, type Kind, runAs } from "../run/event.ts";
import { readReply } from "../run/reply.ts";
import { type TellableResult, tellResult } from "../run/result.ts";
import { runInWorkerd } from "../run/workerd.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options {
  readonly from: readonly string[];
  readonly payload?: string;
  readonly file?: string;
  readonly as: Kind;
  readonly in: (typeof PLACES)[number];
  readonly config?: string;
  readonly env?: string;
  readonly objects?: string;
  readonly stream?: boolean;
  readonly path?: string;
  readonly header: readonly string[];
  readonly attempts: number;
  readonly timeout?: number;
  readonly set: readonly string[];
}

const PLACES = ["node", "workerd"] as const;

export const command: Command<Options> = {
  arguments: [["<flow>", "the name of a flow, or a module that has only one"]],
  options: [
    new Option("--from <file...>", "modules that export flows; default: the project's own").default([]),
    new Option("--payload <json>", "what the flow is given"),
    new Option("--file <file>", "the same from a file, or - for stdin"),
    new Option("--as <kind>", "the event that starts it").choices(KINDS).default("call"),
    new Option("--in <place>", "with everything in memory, or in workerd with local bindings")
      .choices(PLACES)
      .default("node"),
    new Option("--stream", "print a stream's items as they come, one a line"),
    new Option("--path <path>", "with --as http: the path and query of the request"),
    new Option("--header <line...>", "with --as http: a header, as 'name: value'").default([]),
    new Option("--attempts <count>", "with --as queue: deliveries so far").argParser(wholeAbove0).default(1),
    new Option("--timeout <ms>", "with --in node: the guard of the run").argParser(wholeAbove0),
    new Option("--set <name=value...>", "a variable or secret of the environment").default([]),
    new Option("--config <file>", "with --in workerd: the wrangler file; default: the one of this directory, if any"),
    new Option("--env <name>", "with --in workerd: an environment of the wrangler file"),
    new Option("--objects <file>", "with --in workerd: the module that exports Durable Object classes of your own"),
  ],
  examples: [
    [`flows run echo --payload '{"value":" Hi "}'`, "one run, with everything in memory"],
    ["flows run read_order --as http --path /orders/A-1", "as a request, through the route"],
    ["flows run fulfil_order --as queue --file order.json", "as a message: shows ack, retry or dead letter"],
    ["flows run fulfil_order --as queue --file order.json --in workerd", "the same in workerd, with real bindings"],
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
    const result =
      options.in === "node"
        ? await inNode(flow, parts, options, io)
        : await inWorkerd(flow, parts, { ...options, name }, io);
    tellResult({ ...result, as: options.as }, io);
    return result.ended.kind === "completed" ? EXIT.ok : EXIT.findings;
  },
};

type Result = Omit<TellableResult, "as">;

async function inNode(flow: AnyFlow, parts: EventParts, options: Options, io: Io): Promise<Result> {
  const ran = await runAs(flow, parts, {
    clock,
    env: { ...memoryEnv([flow]), ...variables(options.set) },
    ...(options.timeout !== undefined && { timeoutMs: options.timeout }),
  });
  const result = await readReply(ran, { items: options.stream ?? false }, io);
  return { flow: flow.name, nodes: ran.nodes, durationMs: clock.now() - ran.startedAtMs, ...result };
}

async function inWorkerd(
  flow: AnyFlow,
  parts: EventParts,
  options: Options & { readonly name: string },
  io: Io,
): Promise<Result> {
  if (options.timeout !== undefined) {
    throw new CliError("CLI001", "--timeout is of --in node", { next: "set the flow's own `timeoutMs`" });
  }
  const { name, config, env, objects } = options;
  return runInWorkerd(
    flow,
    parts,
    {
      origins: await flowOrigins(flowFiles(name, options.from, io), undefined, io),
      vars: variables(options.set),
      config,
      env,
      objects: objects === undefined ? undefined : resolve(io.cwd, objects),
      items: options.stream ?? false,
    },
    io,
  );
}

/** Finer than the platform's, so that nodes of less than a millisecond show. */
const clock: Clock = { ...platformClock, now: () => performance.timeOrigin + performance.now() };

function variables(set: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(set.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}
