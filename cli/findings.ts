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

/** Everything that is wrong with the flows of all sources, and with what is to deploy them. Pure. */
export function findingsIn(sources: readonly FlowSource[], deployment: Deployment): readonly Diagnostic[] {
  const flows = sources.flatMap((source) => source.flows);
  const parsed = sources.flatMap(({ documents }) => documents).map(parseFlowIr);
  const documents: readonly FlowIr[] = parsed.flatMap((read) => (read.ok ? [read.value] : []));
  const found = [
    ...parsed.flatMap((read) => (read.ok ? [] : read.failure)),
    ...documents.flatMap((ir) => validate(ir, catalog)),
    ...checkFlows(flows),
    ...(documents.length === 0 ? [] : validateTogether([...flows.map(({ ir }) => ir), ...documents], catalog)),
    ...(flows.length === 0 ? [] : preflight({ flows, ...deployment })),
  ];
  // What two rules find alike is one finding.
  return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}
