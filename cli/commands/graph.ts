import { resolve } from "node:path";
import { Option } from "commander";
import type { FlowIr } from "../../kernel/ir/schema.ts";
import { parseFlowIr } from "../../kernel/validate/parse.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../codes.ts";
import type { Command } from "../command.ts";
import { writeWhole } from "../files/write-whole.ts";
import { type FlowSource, readSources } from "../flow-source.ts";
import { toDot } from "../graph/dot.ts";
import { type Drawing, drawingOf } from "../graph/drawing.ts";
import { toMermaid } from "../graph/mermaid.ts";
import { printable } from "../terminal-text.ts";

const FORMATS = ["dot", "mermaid", "svg", "json"] as const;

interface Options {
  readonly flow?: readonly string[];
  readonly format?: (typeof FORMATS)[number];
  readonly out?: string;
}

export const command: Command<Options> = {
  arguments: [["[files...]", "modules that export flows, Flow IR as JSON, or - for stdin"]],
  options: [
    new Option("--flow <name...>", "only these flows"),
    new Option("--format <format>", "default: by the ending of --out, or else dot").choices(FORMATS),
    new Option("--out <file>", "write there instead of to stdout"),
  ],
  examples: [
    ["flows graph src/orders.ts --out orders.svg", "a picture"],
    ["flows graph --flow fulfil_order --format mermaid", "for a page of Markdown"],
    ["flows graph src/orders.ts --format json", "the Flow IR"],
  ],
  run: async ({ args, options }, io) => {
    const irs = picked((await readSources(args, io)).flatMap(irsOf), options.flow);
    // A picture takes no control characters, and no reader of the text either.
    const text = printable(await rendered(irs, options.format ?? formatOf(options.out)));
    if (options.out === undefined) {
      io.out(text);
      return EXIT.ok;
    }
    writeWhole(resolve(io.cwd, options.out), `${text}\n`, { shown: options.out });
    if (io.json) io.out(JSON.stringify({ out: options.out, flows: irs.map(({ name }) => name) }));
    else io.err(`wrote ${options.out}`);
    return EXIT.ok;
  },
};

function irsOf({ file, flows, documents }: FlowSource): readonly FlowIr[] {
  return [...flows.map(({ ir }) => ir), ...documents.map((document) => irOf(document, file))];
}

function irOf(document: unknown, file: string): FlowIr {
  const read = parseFlowIr(document, 1);
  if (read.ok) return read.value;
  const [first] = read.failure;
  throw new CliError("CLI102", `${file} is not Flow IR: ${first?.message}`, { next: "run `flows check` on it" });
}

function picked(irs: readonly FlowIr[], names: readonly string[] | undefined): readonly FlowIr[] {
  if (names === undefined) return irs;
  return names.map((wanted) => {
    const found = irs.find(({ name }) => name === wanted);
    if (found) return found;
    const there = irs.map(({ name }) => name).join(", ");
    throw new CliError("CLI104", `no flow is called ${wanted}`, { next: `there are ${there}` });
  });
}

function formatOf(out: string | undefined): (typeof FORMATS)[number] {
  if (out === undefined || out.endsWith(".dot") || out.endsWith(".gv")) return "dot";
  if (out.endsWith(".svg")) return "svg";
  if (out.endsWith(".json")) return "json";
  if (out.endsWith(".mmd") || out.endsWith(".md")) return "mermaid";
  throw new CliError("CLI001", `${out} ends in no format`, { next: `name one: --format ${FORMATS.join("|")}` });
}

async function rendered(irs: readonly FlowIr[], format: (typeof FORMATS)[number]): Promise<string> {
  const drawings: readonly Drawing[] = irs.map(drawingOf);
  switch (format) {
    case "dot":
      return toDot(drawings);
    case "mermaid":
      return toMermaid(drawings);
    case "svg":
      return (await import("../graph/svg.ts")).toSvg(drawings);
    case "json":
      return JSON.stringify(irs.length === 1 ? irs[0] : irs, null, 2);
  }
}
