import { spillsHaveBounds } from "./buffers.ts";
import { cachesFit } from "./caches.ts";
import { flowIsAcyclic } from "./cycles.ts";
import { exactlyOnceIsKept } from "./delivery.ts";
import { captureIsAwaited } from "./detached.ts";
import { edgeBoundsAreAboveZero, edgeEndsExist, edgeSchemasAgree } from "./edges.ts";
import { determinismFitsHints, effectsFitHints, hintsAreKnown } from "./effects.ts";
import { effectsAreKeyed, keysAreReadable, keysAreStable, sinksAreKeyed } from "./keys.ts";
import { captureIsCertain, inputsAreSingle, joinsAreWhole } from "./liveness.ts";
import { aliasesAreUnique, captureExists, nodesAreReachable } from "./nodes.ts";
import { captureIsReached } from "./reach.ts";
import { retriesAreOwnedOnce } from "./retries.ts";
import type { EdgeRule, FlowRule, NodeRule, Rule } from "./rule.ts";
import { onlyCaptureStreams, repliesFit } from "./streaming.ts";
import { branchesAreDeclared, surfacesFit } from "./surfaces.ts";
import {
  severalTriggersAreAllowed,
  triggerKindsExist,
  triggersAreWired,
  triggersClaimApart,
  triggersLeadOut,
} from "./triggers.ts";
import { usesAreNarrow } from "./uses.ts";

const flow = (check: FlowRule): Rule => ({ of: "flow", check });
const node = (check: NodeRule): Rule => ({ of: "node", check });
const edge = (check: EdgeRule): Rule => ({ of: "edge", check });

/** In the order of their findings: first what the flow is made of, then how it hangs together, then what runs in it. */
export const rules: readonly Rule[] = [
  flow(aliasesAreUnique),
  flow(edgeEndsExist),
  flow(captureExists),
  flow(flowIsAcyclic),
  flow(triggersLeadOut),
  flow(triggerKindsExist),
  flow(triggersAreWired),
  flow(triggersClaimApart),
  flow(severalTriggersAreAllowed),
  flow(captureIsReached),
  flow(captureIsAwaited),
  node(nodesAreReachable),
  flow(repliesFit),
  node(onlyCaptureStreams),
  edge(edgeSchemasAgree),
  flow(inputsAreSingle),
  flow(joinsAreWhole),
  flow(captureIsCertain),
  edge(edgeBoundsAreAboveZero),
  edge(spillsHaveBounds),
  flow(surfacesFit),
  node(branchesAreDeclared),
  node(hintsAreKnown),
  node(effectsFitHints),
  node(determinismFitsHints),
  node(usesAreNarrow),
  node(effectsAreKeyed),
  node(sinksAreKeyed),
  node(keysAreReadable),
  node(keysAreStable),
  edge(exactlyOnceIsKept),
  flow(retriesAreOwnedOnce),
  node(cachesFit),
];
