import { catalog } from "../gateway/mount/full-catalog.ts";
import { checkFlows } from "../gateway/mount/mount.ts";
import { preflight } from "../gateway/preflight/preflight.ts";
import type { WranglerFile } from "../gateway/preflight/wrangler-config.ts";
import type { Diagnostic } from "../kernel/errors/diagnostic.ts";
import type { FlowIr } from "../kernel/ir/schema.ts";
import { parseFlowIr } from "../kernel/validate/parse.ts";
import { validateTogether } from "../kernel/validate/together.ts";
import { validate } from "../kernel/validate/validate.ts";
import type { FlowSource } from "./flow-source.ts";

export interface Deployment {
  readonly config?: WranglerFile;
  readonly environment?: string;
  readonly plan?: "free" | "paid";
  readonly workerdDate?: string;
}

/** What was found: the first of it, and how much it is in all. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[];
  readonly errors: number;
  readonly warnings: number;
}

export interface Checked {
  readonly found: Found;
  /** Documents that are Flow IR. */
  readonly documents: readonly FlowIr[];
}

/** Nobody reads more, and a document from elsewhere may hold any number. */
const MOST = 1_000;

/** Everything that is wrong with the flows of all sources, and with what is to deploy them. Pure. */
export function check(sources: readonly FlowSource[], deployment: Deployment): Checked {
  const flows = sources.flatMap((source) => source.flows);
  const collected = collector();
  const documents: FlowIr[] = [];
  for (const { documents: inputs } of sources) {
    for (const input of inputs) {
      // Once there is enough, one finding of each is told to be counted.
      const read = parseFlowIr(input, collected.isFull() ? 1 : undefined);
      if (read.ok) documents.push(read.value);
      collected.add(read.ok ? validate(read.value, catalog) : read.failure);
    }
  }
  collected.add(distinct([...checkFlows(flows), ...(flows.length === 0 ? [] : preflight({ flows, ...deployment }))]));
  if (documents.length > 0) collected.add(validateTogether([...flows.map(({ ir }) => ir), ...documents], catalog));
  return { found: collected.found(), documents };
}

/** What two rules find alike is one finding. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** All of these are found. */
export function foundIn(diagnostics: readonly Diagnostic[]): Found {
  const collected = collector();
  collected.add(diagnostics);
  return collected.found();
}

function collector() {
  const kept: Diagnostic[] = [];
  const count = { error: 0, warning: 0 };
  return {
    isFull: () => kept.length >= MOST,
    add: (diagnostics: readonly Diagnostic[]) => {
      for (const finding of diagnostics) count[finding.severity] += 1;
      kept.push(...diagnostics.slice(0, MOST - kept.length));
    },
    found: (): Found => ({ diagnostics: kept, errors: count.error, warnings: count.warning }),
  };
}
