import type { IrSurface } from "../../ir/schema.ts";
import type { Flow, FlowDefinition } from "../definition.ts";
import type { Node } from "../node.ts";
import * as surface from "../surfaces.ts";
import { triggerAliases } from "../to-ir.ts";
import { defined, OpenGraph, type OpenInbound, sourceOf } from "./open-graph.ts";
import { type AnyRef, makeRef, type Source, type Wire, wireOf } from "./ref.ts";
import type { MapOptions, StepOptions } from "./step-types.ts";
import { FlowWritingError } from "./writing-error.ts";

/** A branch while it is written, and the flow itself as the outermost. */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly name: string;
  /** What leads into the branch; none for the flow itself. */
  readonly heads: readonly Source[];
}

/** A value on its way into a step, under a key where there are several. */
interface Given {
  readonly key: string | undefined;
  readonly wire: Wire;
}

/** The branches of an `if` or `switch`, by what leads into each. */
export interface Choice {
  readonly branches: ReadonlyMap<string, (given: AnyRef) => unknown>;
  /** Whether one of them is always taken. */
  readonly total: boolean;
  readonly make: (source: string, pointer: string, heads: ReadonlyMap<string, string>) => IrSurface;
}

/** Collects what a function of steps says. Every step and branch is looked at once, when it is said. */
export class Recording {
  readonly #definition: FlowDefinition;
  readonly #triggers: readonly string[];
  readonly #graph = new OpenGraph();
  readonly #root: Scope = { parent: undefined, name: "the flow", heads: [] };
  #scope: Scope = this.#root;
  #open = true;
  #event: string | undefined;

  constructor(definition: FlowDefinition) {
    this.#definition = definition;
    this.#triggers = triggerAliases(definition.triggers);
  }

  /** The event's payload. */
  payload(): AnyRef {
    const sources = this.#triggers.map((alias) => ({ alias, onFailure: false, head: undefined }));
    return this.#ref({ sources, maybe: false, name: "the payload" });
  }

  step(alias: string, unit: Node | Flow, input: unknown, options: StepOptions = {}): AnyRef {
    this.#needsOpen(`step "${alias}"`);
    const given = this.#givenOf(input, `step "${alias}"`);
    this.#place(alias, unit, given, options);
    const single = given.length === 1 && given[0]?.key === undefined;
    const unsure = single ? (given[0]?.wire.maybe ?? false) : given.every(({ wire }) => wire.maybe);
    const maybe = unsure || options.onError?.strategy === "continue";
    return this.#ref({ sources: [sourceOf(alias)], maybe, name: `"${alias}"` });
  }

  map(alias: string, unit: Node | Flow, over: unknown, options: MapOptions = {}): AnyRef {
    const { items = "", concurrency, settle, ...rest } = options;
    this.#needsOpen(`map "${alias}"`);
    const wire = this.#wireOf(over, `map "${alias}"`);
    const source = this.#nodeBehind(wire);
    this.#place(alias, unit, [{ key: undefined, wire: { ...wire, sources: [sourceOf(source)] } }], rest);
    this.#graph.surfaces.push(surface.forEach(alias, { over: source, items, ...defined({ concurrency, settle }) }));
    return this.#ref({ sources: [sourceOf(alias)], maybe: wire.maybe, name: `"${alias}"` });
  }

  choose(source: unknown, pointer: string, { branches, total, make }: Choice): AnyRef {
    this.#needsOpen("a branching");
    const wire = this.#wireOf(source, "a branching");
    const alias = this.#nodeBehind(wire);
    const ends = [...branches].map(([label, write]) => {
      const heads: readonly Source[] = [{ alias, onFailure: false, head: {} }];
      return { label, ...this.#branch(`${alias}_${label}`, heads, write) };
    });
    const heads = new Map(ends.map(({ label, head }) => [label, head]));
    this.#graph.surfaces.push(make(alias, pointer, heads));
    return this.#merged(
      ends.map(({ result }) => result),
      wire.maybe || !total,
      `the branches behind "${alias}"`,
    );
  }

  catch(ref: unknown, options: surface.CatchOptions, handler: (failure: AnyRef) => unknown): AnyRef {
    this.#needsOpen("a catch");
    const wire = this.#wireOf(ref, "a catch");
    if (!this.#isInScope(wire))
      throw new FlowWritingError("STEP102", `${wire.name} is caught in a branch: catch it where it is written`);
    const aliases = wire.sources.map(({ alias, head }) => {
      if (alias === undefined || head !== undefined || this.#triggers.includes(alias)) {
        throw new FlowWritingError("STEP102", `${wire.name} is no step that could fail`);
      }
      return alias;
    });
    if (aliases.length === 0) throw new FlowWritingError("STEP102", `${wire.name} is no step that could fail`);
    const head = {};
    const heads = aliases.map((alias) => ({ alias, onFailure: true, head }));
    const written = this.#branch(`${aliases[0]}_caught`, heads, handler);
    this.#graph.surfaces.push(surface.catcher(aliases, written.head, options));
    const success: Wire = { ...wire, scope: this.#scope };
    return this.#merged([success, written.result], false, `${wire.name} or what caught its failure`);
  }

  /** The definition, once the function has returned. */
  finish(result: unknown, optional: boolean): FlowDefinition {
    if (typeof result === "object" && result !== null && result instanceof Promise) {
      result.catch(() => {});
      throw new FlowWritingError(
        "STEP103",
        "the function of steps() is async, but it only writes the graph: take off `async`",
      );
    }
    const wire = this.#wireOf(result, "the result");
    const capture = this.#nodeBehind(wire);
    this.#open = false;
    const capturedTrigger = this.#triggers.includes(capture) ? this.#pass(wire, "result") : capture;
    return {
      ...this.#definition,
      placed: this.#graph.placed(),
      surfaces: [...this.#definition.surfaces, ...this.#graph.surfaces],
      capture: capturedTrigger,
      ...(optional && { captureOptional: true }),
    };
  }

  #needsOpen(what: string): void {
    if (this.#open) return;
    throw new FlowWritingError("STEP102", `${what} is added after the flow was written`);
  }

  #ref(parts: Pick<Wire, "sources" | "maybe" | "name">): AnyRef {
    return makeRef({ ...parts, recording: this, scope: this.#scope });
  }

  /** A ref of this flow that may be used here. */
  #wireOf(value: unknown, taker: string): Wire {
    const wire = wireOf(value);
    if (!wire)
      throw new FlowWritingError("STEP103", `${taker} takes a ref, which a step gave, but is given ${kindOf(value)}`);
    if (wire.recording !== this) {
      throw new FlowWritingError("STEP102", `${taker} takes ${wire.name}, which belongs to another flow`);
    }
    for (let scope: Scope | undefined = this.#scope; scope; scope = scope.parent) {
      if (scope === wire.scope) return wire;
    }
    throw new FlowWritingError(
      "STEP102",
      `${taker} takes ${wire.name}, which belongs to a branch: return it from there`,
    );
  }

  #givenOf(input: unknown, taker: string): readonly Given[] {
    if (wireOf(input) || typeof input !== "object" || input === null) {
      return [{ key: undefined, wire: this.#wireOf(input, taker) }];
    }
    const given = Object.entries(input).map(([key, ref]) => ({ key, wire: this.#wireOf(ref, `${taker}, as ${key},`) }));
    if (given.length === 0) throw new FlowWritingError("STEP103", `${taker} takes a ref, but is given an empty object`);
    return given;
  }

  #place(alias: string, unit: Node | Flow, given: readonly Given[], options: StepOptions): void {
    const inbound: OpenInbound[] = given.flatMap(({ key, wire }) =>
      (given.length === 1 && key === undefined && this.#scope === this.#root
        ? wire.sources
        : this.#sourcesOf(wire)
      ).map((source) => ({ source, as: key, gate: false })),
    );
    if (this.#needsGate(given)) inbound.push(...this.#gates());
    const keys = given.flatMap(({ key }) => (key === undefined ? [] : [key]));
    const needs = given.flatMap(({ key, wire }) => (key === undefined || wire.maybe ? [] : [key]));
    this.#graph.add({ alias, unit, inbound, keys: keys.length > 0 ? keys : undefined, needs, options });
    const { onError, rateLimit } = options;
    const count = this.#definition.surfaces.length + this.#graph.surfaces.length;
    if (onError) this.#graph.surfaces.push(surface.errorHandler({ ...onError, nodes: [alias] }, count));
    if (rateLimit) this.#graph.surfaces.push(surface.rateLimit(alias, rateLimit));
    if (options.timeoutMs !== undefined) this.#graph.surfaces.push(surface.timeout(alias, options.timeoutMs));
  }

  /** Where a wire comes from. The event of a flow without a trigger is a node's, as soon as it does not go alone. */
  #sourcesOf({ sources }: Wire): readonly Source[] {
    return sources.length > 0 ? sources : [sourceOf(this.#eventNode())];
  }

  /** Whether what comes by this wire comes only where this branch is taken. */
  #isInScope(wire: Wire): boolean {
    return this.#scope === this.#root || wire.scope === this.#scope;
  }

  /** Whether the step could run by what comes from outside of its branch alone. */
  #needsGate(given: readonly Given[]): boolean {
    const bound = given.some(({ wire }) => !wire.maybe && this.#isInScope(wire));
    return !bound && given.some(({ wire }) => !this.#isInScope(wire));
  }

  /** Edges without a value, for a step that takes nothing of its branch. */
  #gates(): readonly OpenInbound[] {
    const { heads } = this.#scope;
    return heads.map((source) => ({ source, as: heads.length > 1 ? "gate" : undefined, gate: true }));
  }

  /** The alias of the one node that gives what the wire stands for, in this branch; one is made where there is none. */
  #nodeBehind(wire: Wire): string {
    const [source, other] = wire.sources;
    const isNode = source?.alias !== undefined && other === undefined && source.head === undefined;
    if (isNode && this.#isInScope(wire)) return source.alias as string;
    if (wire.sources.length === 0) return this.#isInScope(wire) ? this.#eventNode() : this.#pass(wire, "event");
    return this.#pass(wire, wire.sources.map(({ alias }) => alias).join("_or_"));
  }

  #eventNode(): string {
    this.#event ??= this.#graph.addPass("event", []);
    return this.#event;
  }

  #pass(wire: Wire, name: string): string {
    const inbound: OpenInbound[] = this.#sourcesOf(wire).map((source) => ({ source, as: undefined, gate: false }));
    if (!this.#isInScope(wire)) inbound.push(...this.#gates());
    return this.#graph.addPass(`${name}_in`, inbound);
  }

  /** Writes one branch, and finds its head: its only first step, or one that is put before several. */
  #branch(
    name: string,
    heads: readonly Source[],
    write: (given: AnyRef) => unknown,
  ): { readonly head: string; readonly result: Wire | undefined } {
    const outer = this.#scope;
    this.#scope = { parent: outer, name, heads };
    const given = this.#ref({ sources: heads, maybe: false, name: `what comes into the branch "${name}"` });
    const result = this.#resultOf(write(given), name);
    this.#scope = outer;
    const head = this.#graph.settle(name, heads);
    if (head === undefined) throw new FlowWritingError("STEP103", `the branch "${name}" has no step`);
    return { head, result: result && { ...result, scope: outer } };
  }

  /** What the branch gives has to come from a node of the branch. */
  #resultOf(returned: unknown, name: string): Wire | undefined {
    if (returned === undefined) return undefined;
    const wire = this.#wireOf(returned, `the branch "${name}"`);
    const own = this.#isInScope(wire) && wire.sources.every(({ head }) => head === undefined);
    return own ? wire : { ...wire, sources: [sourceOf(this.#nodeBehind(wire))], scope: this.#scope };
  }

  /** Ways that exclude each other, as one ref. */
  #merged(wires: readonly (Wire | undefined)[], maybe: boolean, name: string): AnyRef {
    const there = wires.filter((wire) => wire !== undefined);
    const unsure = maybe || there.length < wires.length || there.some((wire) => wire.maybe);
    return this.#ref({ sources: there.flatMap(({ sources }) => sources), maybe: unsure, name });
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "object" || typeof value === "function"
    ? `a plain ${typeof value}`
    : `the ${typeof value} ${String(value).slice(0, 40)}`;
}
