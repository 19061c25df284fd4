import type { CapabilityUse } from "../kernel/author/uses.ts";
import { type Diagnostic, diagnostic } from "../kernel/errors/diagnostic.ts";
import type { Capability, Opened } from "./capability.ts";
import { type Asks, shortfalls } from "./guarantees.ts";
import { tomlTable } from "./toml.ts";
import { alsoUsed, capabilitiesOf, type UseAt } from "./use-at.ts";

/** Bindings by name: the Worker's `env`, or memory stores under the same names. */
export type Env = Readonly<Record<string, unknown>>;

/** What `env` lacks for these uses: CAP101 for a binding that is missing or of another kind. */
export function missing(uses: readonly UseAt[], env: Env, capabilities: readonly Capability[]): readonly Diagnostic[] {
  return uses.flatMap((at) => {
    const capability = capabilities.find(({ kind }) => kind === at.use.kind);
    // A kind that nothing provides is the validator's DAG203.
    if (!capability || openIn(env, at.use, capability)) return [];
    const also = alsoUsed(at, capability);
    const others = missing(also, env, capabilitiesOf(also));
    const isOther = others.length > 0 && boundTo(at.use, env) !== undefined;
    return isOther ? others : [missingBinding(at, capability, env), ...others];
  });
}

/** Guarantees that uses ask for and their capability does not give: CAP102. Needs no environment. */
export function weaker(uses: readonly UseAt[], capabilities: readonly Capability[]): readonly Diagnostic[] {
  return uses.flatMap(({ flow, node, name, use }) => {
    const capability = capabilities.find(({ kind }) => kind === use.kind);
    const gaps = capability ? shortfalls(use.options as Asks, capability.guarantees) : [];
    return gaps.map(({ guarantee, asked, given }) => {
      const message = `\`${name}\` asks for ${guarantee} "${asked}", but ${use.kind} gives "${given}"`;
      const fix = `use a capability with ${guarantee} "${asked}" (see docs/capabilities.md), or ask for "${given}"`;
      return diagnostic("CAP102", message, { flow, node }, fix);
    });
  });
}

/** What is wrong with uses by themselves, such as a host that is none. Needs no environment. */
export function misdeclared(uses: readonly UseAt[], capabilities: readonly Capability[]): readonly Diagnostic[] {
  return uses.flatMap(({ flow, node, name, use }) => {
    const problems = capabilities.find(({ kind }) => kind === use.kind)?.check?.(use) ?? [];
    return problems.map(({ code, message, fix }) => diagnostic(code, `\`${name}\`: ${message}`, { flow, node }, fix));
  });
}

/** What a use's capability makes of what `env` holds; undefined where that is of the wrong kind, or not there. */
export function openIn(env: Env, use: CapabilityUse, capability: Capability): Opened | undefined {
  return capability.open(use, boundTo(use, env), (binding) => own(env, binding));
}

/** What needs no binding is looked for under its kind, where a test may have put a memory one. */
function boundTo({ binding, kind }: CapabilityUse, env: Env): unknown {
  return own(env, binding ?? kind);
}

function own(env: Env, name: string): unknown {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

function missingBinding({ flow, node, name, use }: UseAt, { binding: rule, kind }: Capability, env: Env): Diagnostic {
  const noun = rule?.noun ?? `what ${kind} needs`;
  const there = boundTo(use, env) === undefined ? "is not bound" : "is bound to something else";
  const message = `\`${name}\` needs ${noun} as ${use.binding}, which ${there}`;
  const fix = rule && (rule.remedy?.(use) ?? tomlTable(`[[${rule.section}]]`, rule.entry(use)));
  const key = rule && `${rule.section}`;
  return diagnostic("CAP101", message, { flow, node, file: "wrangler.toml", ...(key && { key }) }, fix);
}
