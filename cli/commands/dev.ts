import { randomBytes } from "node:crypto";
import { Option } from "commander";
import { triggerText } from "../../gateway/mount/listing.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { type DevServer, startDevServer } from "../dev/dev-server.ts";
import { removeSession, writeSession } from "../dev/session.ts";
import { readFlows } from "../flow-source.ts";
import { onInterrupt } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { configOf } from "../open-wrangler-file.ts";
import { columns } from "../text.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options {
  readonly port: number;
  readonly storage?: string;
}

export const command: Command<Options> = {
  arguments: [],
  options: [
    new Option("--port <port>", "to listen on").argParser(wholeAbove0).default(8787),
    new Option("--storage <dir>", "where local bindings are kept; default: wrangler's own place"),
  ],
  examples: [
    ["flows dev", "the project's Worker with everything local; it reloads when a file changes"],
    ["flows dev --port 9000", "on another port"],
  ],
  run: async ({ options }, io) => {
    const flows = await readFlows([], io);
    const token = randomBytes(24).toString("base64url");
    const pretty = await prettyLines(io);
    const server = startDevServer({
      directory: io.cwd,
      port: options.port,
      variables: { FLOWGATE_ADMIN_TOKENS: token },
      openVariables: { FLOWGATE_PUBLIC: "*", ...localMetrics(io.cwd) },
      ...(options.storage !== undefined && { storage: options.storage }),
      print: (line) => io.out(pretty(line)),
    });
    onInterrupt(() => server.stop());
    await untilEnded(server, { flows, token }, io);
    return EXIT.ok;
  },
};

/** Runs are counted here where the project binds what counts them. */
function localMetrics(cwd: string): Readonly<Record<string, string>> {
  const bindings = configOf({}, cwd)?.settings.durable_objects?.bindings ?? [];
  return bindings.some(({ name }) => name === "LOCAL_METRICS") ? { FLOWGATE_METRICS: "local" } : {};
}

interface Started {
  readonly flows: readonly Flow[];
  readonly token: string;
}

async function untilEnded(server: DevServer, { flows, token }: Started, io: Io): Promise<void> {
  try {
    const url = await server.ready;
    writeSession(io.cwd, { url, token });
    io.out(io.json ? JSON.stringify({ url, token }) : table({ url, token, flows }, io));
    await server.ended;
  } catch (cause) {
    throw new CliError("CLI203", "the local gateway does not start", { cause, next: "see what wrangler says above" });
  } finally {
    removeSession(io.cwd);
  }
}

function table({ url, token, flows }: Started & { readonly url: string }, { paint }: Io): string {
  const rows = flows.flatMap(({ name, definition }) =>
    definition.triggers.map(({ wiring }) => [`  ${triggerText(wiring)}`, name]),
  );
  const help = [
    `  dashboard:          ${url}/_flow#token=${token}`,
    "  send an event:      flows trigger http|queue|cron FLOW",
    "  see what happened:  flows tail, flows runs, flows failures, flows metrics",
  ];
  return [
    "",
    `Flowgate is up on ${paint("cyan", url)}`,
    "",
    ...columns(rows),
    "",
    ...help,
    "",
    "Ctrl+C ends it.",
    "",
  ].join("\n");
}

/** Readable where the project has pino-pretty; plain lines of JSON where it has not. */
async function prettyLines({ paint }: Io): Promise<(line: string) => string> {
  try {
    return (await import("../dev/pretty-logs.ts")).prettyLogs(paint);
  } catch {
    return (line) => line;
  }
}
