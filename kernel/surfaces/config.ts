import * as v from "valibot";
import type { Code } from "../errors/codes.ts";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph } from "../ir/graph.ts";
import { isMissing, issuePointer } from "../ir/issues.ts";
import { listed } from "../ir/name.ts";
import type { IrSurface } from "../ir/schema.ts";
import { pointerTokens } from "../pointer.ts";
import { fail, ok, type Result } from "../result.ts";

/** What the configs of all surfaces are built from. */
export const version = v.literal(1, "must be 1");
export const alias = v.pipe(
  v.string("must be the alias of a node"),
  v.check((text) => text !== "", "must be the alias of a node"),
);
export const pointer = v.pipe(
  v.string("must be a JSON Pointer"),
  v.check((text) => pointerTokens(text) !== undefined, "must be a JSON Pointer (RFC 6901), such as /items"),
);

/** A whole number of at least `least`. */
export function whole(least: number) {
  const text = `must be a whole number, ${least} or more`;
  return v.pipe(v.number(text), v.safeInteger(text), v.minValue(least, text));
}

/** What a kind of surface asks of `config`, and the code for what does not fit. */
export interface ConfigRule<Config> {
  readonly schema: v.GenericSchema<unknown, Config>;
  readonly code: Code;
}

/** The config, or one finding per field that does not fit. */
export function readConfig<Config>(
  surface: IrSurface,
  graph: Graph,
  { schema, code }: ConfigRule<Config>,
): Result<Config, readonly Diagnostic[]> {
  const read = v.safeParse(schema, surface.config, { abortPipeEarly: true });
  if (read.success) return ok(read.output);
  const findings = read.issues.map((issue) => {
    const says = isMissing(issue) ? "is missing" : `${issue.message}${butIs(issue.received)}`;
    const message = `config${issuePointer(issue)} ${says}`;
    return diagnostic(code, message, at(graph, { surface: surface.id }));
  });
  return fail(findings);
}

function butIs(received: string): string {
  return received === "Object" ? "" : `, but is ${received}`;
}

/** Aliases that the config names and `targets` does not. */
export function targetFindings(
  surface: IrSurface,
  graph: Graph,
  named: readonly string[],
  code: Code,
): readonly Diagnostic[] {
  const targets = new Set(surface.targets);
  const missing = unique(named.filter((name) => !targets.has(name)));
  if (missing.length === 0) return [];
  const message = `targets lacks ${listed(missing)}, which config names`;
  return [diagnostic(code, message, at(graph, { surface: surface.id }), "name in `targets` what `config` names")];
}

/** Aliases, of the config or of `targets`, that no node has. */
export function unknownFindings(
  surface: IrSurface,
  graph: Graph,
  named: readonly string[],
  code: Code,
): readonly Diagnostic[] {
  return unique(named.filter((name) => !graph.vertex(name))).map((name) =>
    diagnostic(code, `no node is called ${name}`, at(graph, { surface: surface.id })),
  );
}

export function unique(names: readonly string[]): readonly string[] {
  return names.length > 1 ? [...new Set(names)] : names;
}

/** Reads a field that names a node. */
export function namedIn(field: string): (surface: IrSurface) => readonly string[] {
  return (surface) => {
    const name = textAt(surface, field);
    return name === undefined ? [] : [name];
  };
}

/** A field of a config that may be anything. */
export function textAt(surface: IrSurface, field: string): string | undefined {
  const value: unknown = Object.hasOwn(surface.config, field) ? surface.config[field] : undefined;
  return typeof value === "string" ? value : undefined;
}
