import { setTimeout as sleep } from "node:timers/promises";
import { Option } from "commander";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { onInterrupt } from "../interrupt.ts";
import type { Io, Style } from "../io.ts";
import { REMOTE_OPTIONS, type RemoteOptions, remoteOf } from "../remote/client.ts";
import { type Followed, follow } from "../remote/follow.ts";
import { oneLine } from "../terminal-text.ts";
import { timeText } from "../text.ts";
import { wholeAbove0 } from "../whole-number.ts";

interface Options extends RemoteOptions {
  readonly flow?: string;
  readonly failed?: boolean;
  readonly last: number;
}

export const command: Command<Options> = {
  arguments: [],
  options: [
    ...REMOTE_OPTIONS,
    new Option("--flow <name>", "of one flow"),
    new Option("--failed", "only those that failed"),
    new Option("--last <count>", "so many of those before").argParser(wholeAbove0).default(10),
  ],
  examples: [
    ["flows tail", "what runs and what fails, until Ctrl+C"],
    ["flows tail --flow take_order --json | jq .duration_ms", "one line of JSON each, for a script"],
  ],
  run: async ({ options }, io) => {
    const ended = new AbortController();
    onInterrupt(() => ended.abort());
    const { signal } = ended;
    const remote = remoteOf(options, io);
    // An abort is how it ends.
    const wait = (delayMs: number) => sleep(delayMs, undefined, { signal }).catch(() => undefined);
    for await (const followed of follow(options, { remote, wait, signal, notice: io.err })) {
      io.out(io.json ? JSON.stringify({ kind: followed.kind, ...followed.entry }) : lineOf(followed, io));
    }
    return EXIT.ok;
  },
};

const STYLES: Readonly<Record<string, Style>> = {
  completed: "green",
  duplicate: "dim",
  failed: "red",
  retry: "yellow",
};

function lineOf({ kind, atMs, entry }: Followed, { paint }: Io): string {
  const at = paint("dim", timeText(atMs));
  if (kind === "failure") {
    return inLine([at, paint("red", "kept"), entry.flow, entry.code, entry.id, entry.error]);
  }
  const { outcome, flow, place, duration_ms: ms, run_id: id, code, error } = entry;
  const how = paint(STYLES[outcome] ?? "yellow", outcome);
  return inLine([at, how, flow, place, `${ms} ms`, code, id, error]);
}

const inLine = (parts: readonly (string | undefined)[]) =>
  parts.flatMap((part) => (part ? [oneLine(part)] : [])).join("  ");
