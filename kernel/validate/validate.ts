import type { Catalog } from "../catalog.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { FlowIr } from "../ir/schema.ts";
import { spillsHaveBounds } from "./buffers.ts";
import { cachesFit } from "./caches.ts";
import { flowIsAcyclic } from "./cycles.ts";
import { exactlyOnceIsKept } from "./delivery.ts";
import { captureIsAwaited } from "./detached.ts";
import { edgeBoundsAreAboveZero, edgeEndsExist, edgeSchemasAgree } from "./edges.ts";
import { levelsFitHints } from "./effects.ts";
import { graphOf } from "./graph.ts";
import { effectsAreKeyed, keysAreStable, sinksAreKeyed } from "./keys.ts";
import { inputsAreSingle } from "./liveness.ts";
import { aliasesAreUnique, captureExists, nodesAreReachable } from "./nodes.ts";
import { captureIsReached } from "./reach.ts";
import { retriesAreOwnedOnce } from "./retries.ts";
import type { Rule } from "./rule.ts";
import { streamingFits } from "./streaming.ts";
import { branchesAreDeclared, surfacesFit } from "./surfaces.ts";
import {
  severalTriggersAreAllowed,
  triggerKindsExist,
  triggersAreWired,
  triggersClaimApart,
  triggersLeadOut,
} from "./triggers.ts";
import { usesAreNarrow } from "./uses.ts";
import { walk } from "./walk.ts";

/** In the order of their findings: first what the flow is made of, then how it hangs together, then what runs in it. */
const rules: readonly Rule[] = [
  aliasesAreUnique,
  edgeEndsExist,
  captureExists,
  flowIsAcyclic,
  triggersLeadOut,
  triggerKindsExist,
  triggersAreWired,
  triggersClaimApart,
  severalTriggersAreAllowed,
  captureIsReached,
  captureIsAwaited,
  nodesAreReachable,
  streamingFits,
  edgeSchemasAgree,
  inputsAreSingle,
  edgeBoundsAreAboveZero,
  spillsHaveBounds,
  surfacesFit,
  branchesAreDeclared,
  levelsFitHints,
  usesAreNarrow,
  effectsAreKeyed,
  sinksAreKeyed,
  keysAreStable,
  exactlyOnceIsKept,
  retriesAreOwnedOnce,
  cachesFit,
];

export interface ValidateOptions {
  /** The flow is only used as a node of others, so it may have no trigger. Default false. */
  readonly subflow?: boolean;
}

/**
 * Everything that is wrong with one flow, errors and warnings: by rule, in the order of the list above, and within a rule
 * in document order. A flow without errors can be planned. Its subflows are flows of their own, validated each for itself.
 */
export function validate(ir: FlowIr, catalog: Catalog, options: ValidateOptions = {}): readonly Diagnostic[] {
  const graph = graphOf(ir);
  const subject = { graph, catalog, walk: walk(graph), subflow: options.subflow ?? false };
  return rules.flatMap((rule) => rule(subject));
}
