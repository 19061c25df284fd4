import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ParseError, parse as parseJsonc, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml, TomlError } from "smol-toml";
import { openConfig, type WranglerConfig, type WranglerFile } from "../gateway/preflight/wrangler-config.ts";
import { type Diagnostic, diagnostic } from "../kernel/errors/diagnostic.ts";
import { fail, ok, type Result } from "../kernel/result.ts";

/** In the order in which wrangler looks for them. */
const WRANGLER_FILES = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"] as const;

type WranglerRead = Result<WranglerFile, Diagnostic>;

/** The wrangler file of a directory; undefined if it has none. */
export function findWranglerFile(directory: string): string | undefined {
  return WRANGLER_FILES.find((name) => existsSync(join(directory, name)));
}

/** CONF101, with line and column, for text that does not parse. The name tells the format. */
export function parseWranglerFile(file: string, source: string): WranglerRead {
  const text = source.replace(/^\uFEFF/, "");
  return file.endsWith(".toml") ? fromToml(file, text) : fromJsonc(file, text);
}

/** A file as wrangler sees it at its top; undefined for one that does not parse. */
export function configIn(file: string, text: string): WranglerConfig | undefined {
  const read = parseWranglerFile(file, text);
  return read.ok ? openConfig(read.value).config : undefined;
}

function fromToml(file: string, text: string): WranglerRead {
  try {
    return ok({ file, format: "toml", document: parseToml(text) });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.replace("Invalid TOML document: ", "").split("\n");
    return unreadable(file, reason, error);
  }
}

function fromJsonc(file: string, text: string): WranglerRead {
  const errors: ParseError[] = [];
  const document: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return ok({ file, format: "jsonc", document });
  return unreadable(file, wordsOf(printParseErrorCode(first.error)), placeIn(text, first.offset));
}

/** `CloseBraceExpected` as words. */
function wordsOf(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

interface Place {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function unreadable(file: string, reason: string, { line, column }: Place): WranglerRead {
  const message = `line ${line}, column ${column}: ${reason}`;
  return fail(diagnostic("CONF101", message, { file }));
}
