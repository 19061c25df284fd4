import { Option } from "commander";
import * as v from "valibot";
import type { CronTrigger } from "../../triggers/cron/author.ts";
import type { HttpTrigger } from "../../triggers/http/author.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type ExitCode } from "../codes.ts";
import type { Command } from "../command.ts";
import type { Io } from "../io.ts";
import { readPayload } from "../payload.ts";
import { pickFlow } from "../pick-flow.ts";
import { answerAs, anyAnswer } from "../remote/answer.ts";
import { bodyText, printBody } from "../remote/body.ts";
import { REMOTE_OPTIONS, type Remote, type RemoteOptions, remoteOf } from "../remote/client.ts";
import { type MessageOptions, sendMessage } from "../remote/message.ts";
import { triggerOf } from "../run/event.ts";
import { requestFor } from "../run/request.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options extends RemoteOptions, MessageOptions {
  readonly payload?: string;
  readonly file?: string;
  readonly path?: string;
  readonly header: readonly string[];
}

export const command: Command<Options> = {
  arguments: [
    ["<kind>", "http, queue or cron"],
    ["<name>", "of a flow; with queue also of the queue itself"],
  ],
  options: [
    ...REMOTE_OPTIONS,
    new Option("--from <file...>", "modules that export flows; default: the project's own").default([]),
    new Option("--payload <json>", "what the route is given, or the message's body"),
    new Option("--file <file>", "the same from a file, or - for stdin"),
    new Option("--path <path>", "with http: the path and query of the request"),
    new Option("--header <line...>", "with http: a header, as 'name: value'").default([]),
    new Option("--binding <name>", "with queue: the producer's binding; default: by the wrangler file"),
    new Option("--config <file>", "with queue: the wrangler file; default: the one of this directory"),
    new Option("--env <name>", "with queue: an environment of the wrangler file"),
    new Option("--delay <seconds>", "with queue: before it is delivered").argParser(wholeAbove0),
  ],
  examples: [
    [`flows trigger http take_order --payload '{"id":"A-1","total":3}'`, "a request to the gateway of `flows dev`"],
    ["flows trigger http read_order --path /orders/A-1 --url https://api.example.com", "to one that is deployed"],
    [`flows trigger queue fulfil_order --payload '{"id":"A-2","total":5}'`, "a message to the flow's queue"],
    ["flows trigger cron digest", "fires the flow's cron, where no clock does: locally"],
  ],
  run: async ({ args: [kind = "", name = ""], options }, io) => {
    const remote = remoteOf(options, io);
    switch (kind) {
      case "http":
        return request(remote, name, options, io);
      case "queue":
        return message(remote, name, options, io);
      case "cron":
        return tick(remote, await pickFlow(name, options.from, io), io);
      default:
        throw new CliError("CLI001", `"${kind}" is no kind of event that can be sent`, {
          next: "send http, queue or cron",
        });
    }
  },
};

async function request(remote: Remote, name: string, options: Options, io: Io): Promise<ExitCode> {
  const spec = triggerOf<HttpTrigger>(await pickFlow(name, options.from, io), "http");
  const payload = await readPayload(options, io);
  const { path } = options;
  const made = requestFor(spec, { payload, headers: options.header, ...(path !== undefined && { path }) });
  const { pathname, search } = new URL(made.url);
  const body = made.body === null ? {} : { body: await made.text() };
  const response = await remote.send(`${pathname}${search}`, { method: made.method, headers: made.headers, ...body });
  const { status } = response;
  if (io.json) {
    const headers = Object.fromEntries(response.headers);
    io.out(JSON.stringify({ status, headers, body: await bodyText(response) }));
  } else {
    io.err(`${made.method} ${pathname}${search}: ${status}`);
    await printBody(response, io);
  }
  return response.ok ? EXIT.ok : EXIT.findings;
}

async function message(remote: Remote, name: string, options: Options, io: Io): Promise<ExitCode> {
  const sent = await sendMessage(remote, name, { ...options, body: await readPayload(options, io) }, io);
  if (io.json) io.out(JSON.stringify({ ...sent, sent: 1 }));
  else io.out(`queue ${sent.queue}: 1 message through ${sent.binding}`);
  return EXIT.ok;
}

const Fired = v.looseObject({ outcome: v.string() });

/** Wrangler's own way in; a deployed Worker has none. */
async function tick(remote: Remote, flow: Parameters<typeof triggerOf>[0], io: Io): Promise<ExitCode> {
  const { tick: cron } = triggerOf<CronTrigger>(flow, "cron");
  if (!["localhost", "127.0.0.1", "[::1]"].includes(remote.url.hostname)) {
    throw new CliError("CLI001", "a deployed cron cannot be fired from outside", {
      next: "wait for it (see `flows list`), or fire it locally",
    });
  }
  const query = new URLSearchParams({ cron, format: "json" });
  const response = await remote.send(`/cdn-cgi/handler/scheduled?${query}`);
  // A tick that fails is told of with a status of 500.
  const { outcome } = answerAs(Fired, anyAnswer(response, await bodyText(response)));
  if (io.json) io.out(JSON.stringify({ cron, outcome }));
  else io.out(`cron ${cron}: ${outcome}`);
  return outcome === "ok" ? EXIT.ok : EXIT.findings;
}
