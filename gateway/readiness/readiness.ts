import type { Env } from "../../capabilities/check.ts";
import { producerCapability } from "../../capabilities/queue/producer.ts";
import { capabilitiesOf, usesOf } from "../../capabilities/use-at.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { catalogOf } from "../mount/catalog.ts";
import { triggersOf } from "../mount/triggers-of.ts";
import { flowFindings } from "./flow-findings.ts";
import { needsOf } from "./needs.ts";

/** Whether one flow can run in an environment, and what there is to say about it. */
export interface FlowReadiness {
  readonly flow: string;
  readonly version: string;
  /** No error is among the diagnostics; warnings may be. */
  readonly ready: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The preflight at start in the Worker: each flow for itself, so that one that is not ready lets the others serve. */
export function readiness(flows: readonly Flow[], env: Env): readonly FlowReadiness[] {
  return flows.map((flow) => {
    const used = capabilitiesOf(usesOf(flow));
    // A trigger sends its dead letters itself.
    const capabilities = used.some(({ kind }) => kind === "queue") ? used : [...used, producerCapability];
    const diagnostics = flowFindings(
      needsOf([flow], { capabilities, catalog: catalogOf(capabilities, triggersOf([flow])) }),
      env,
    );
    const ready = !diagnostics.some(({ severity }) => severity === "error");
    return { flow: flow.name, version: flow.version, ready, diagnostics };
  });
}

/** `GET /readyz`: every flow with its findings, and the Worker's deployed version; 503 while one is not ready. */
export function readyzResponse(flows: readonly FlowReadiness[], version: string): Response {
  const ready = flows.every((flow) => flow.ready);
  return Response.json(
    { ready, version, flows },
    { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
