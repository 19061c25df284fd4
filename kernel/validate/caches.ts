import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { uses } from "./hints.ts";
import { type NodeRule, none } from "./rule.ts";

/** CACHE001, CACHE002, warnings: what is cached is worth keeping, and does not stand in for an effect. */
export const cachesFit: NodeRule = ({ node }, { graph }) => {
  const { alias, kind, determinism, effects, idempotency } = node;
  if (kind === "subflow" || !uses(node, "resource::cache")) return none;
  const where = at(graph, { node: alias });
  const found: Diagnostic[] = [];
  if (determinism === "nondeterministic") {
    const message = `${alias} is nondeterministic and uses a cache, which keeps whatever came first`;
    found.push(diagnostic("CACHE001", message, where));
  }
  if (effects === "effectful" && idempotency.key == null) {
    const message = `${alias} is effectful and uses a cache, so whether its effect happens may hang on the cache`;
    found.push(diagnostic("CACHE002", message, where));
  }
  return found;
};
