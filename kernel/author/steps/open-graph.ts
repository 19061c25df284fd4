import type { IrSurface } from "../../ir/schema.ts";
import type { Flow, Inbound, Placed } from "../definition.ts";
import { type Node, node } from "../node.ts";
import type { Source } from "./ref.ts";
import type { StepOptions } from "./step-types.ts";

/** Hands on what it takes: where a branch has no single first step, or several ways meet before a decision. */
const pass = node({ name: "pass", run: (value: unknown) => value });

/** An edge into a step. Its source is replaced once the head of its branch is known. */
export interface OpenInbound {
  source: Source;
  readonly as: string | undefined;
  readonly gate: boolean;
}

export interface OpenStep {
  readonly alias: string;
  readonly unit: Node | Flow;
  readonly inbound: OpenInbound[];
  readonly keys: readonly string[] | undefined;
  readonly needs: readonly string[];
  readonly options: StepOptions;
}

/** The graph while it is written: steps, surfaces, and edges that wait to know the head of their branch. */
export class OpenGraph {
  readonly surfaces: IrSurface[] = [];
  readonly #steps: OpenStep[] = [];
  readonly #aliases = new Set<string>();
  /** By a branch's head. */
  readonly #waiting = new Map<object, { readonly step: OpenStep; readonly inbound: OpenInbound }[]>();

  add(step: OpenStep): void {
    this.#steps.push(step);
    this.#aliases.add(step.alias);
    for (const inbound of step.inbound) {
      const { head } = inbound.source;
      if (!head) continue;
      const waiting = this.#waiting.get(head) ?? [];
      waiting.push({ step, inbound });
      this.#waiting.set(head, waiting);
    }
  }

  /** Adds a step that hands on what comes; returns its alias, which is `name` if that is free. */
  addPass(name: string, inbound: OpenInbound[]): string {
    const alias = this.#free(name.slice(0, MAX_MADE_NAME));
    this.add({ alias, unit: pass, inbound, keys: undefined, needs: [], options: {} });
    return alias;
  }

  /** The alias of the branch's first step: its only one, or one that is put before several. Undefined for a branch of none. */
  settle(name: string, heads: readonly Source[]): string | undefined {
    const head = heads[0]?.head as object;
    const waiting = this.#waiting.get(head) ?? [];
    const targets = new Set(waiting.map(({ step }) => step.alias));
    this.#waiting.delete(head);
    const known = heads.map((source) => ({ ...source, head: undefined }));
    if (targets.size > 1) {
      const alias = this.addPass(
        name,
        known.map((source) => ({ source, as: undefined, gate: false })),
      );
      for (const { inbound } of waiting) inbound.source = sourceOf(alias);
      return alias;
    }
    for (const { inbound } of waiting) inbound.source = { ...inbound.source, head: undefined };
    return [...targets][0];
  }

  placed(): readonly Placed[] {
    return this.#steps.map(placedOf);
  }

  #free(name: string): string {
    if (!this.#aliases.has(name)) return name;
    let count = 2;
    while (this.#aliases.has(`${name}_${count}`)) count++;
    return `${name}_${count}`;
  }
}

/** Room for a number behind it, in a name of 64. */
const MAX_MADE_NAME = 56;

export const sourceOf = (alias: string): Source => ({ alias, onFailure: false, head: undefined });

function placedOf({ alias, unit, inbound, keys, needs, options }: OpenStep): Placed {
  const { detached, delivery, ordering, partitionKey, buffer } = options;
  const place = defined({ detached, delivery, ordering, partitionKey, buffer });
  const edges: readonly Inbound[] = inbound.map(({ source, as, gate }) => ({
    from: source.alias as string,
    ...(as !== undefined && as !== source.alias && { as }),
    ...(gate && { gate }),
    ...(source.onFailure && { onFailure: true }),
  }));
  return { alias, unit, place, wiring: { edges, ...(keys && { keys, needs }) } };
}

/** An object without the members that are undefined. */
export function defined<Shape extends object>(shape: Shape): { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}
