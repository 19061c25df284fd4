import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "./graph.ts";
import { uses } from "./hints.ts";
import type { Rule } from "./rule.ts";

/** CACHE001, CACHE002, warnings: what is cached is worth keeping, and does not stand in for an effect. */
export const cachesFit: Rule = ({ graph }) =>
  graph.vertices
    .filter(({ node }) => node.kind !== "subflow" && uses(node, "resource::cache"))
    .flatMap(({ node: { alias, determinism, effects, idempotency } }): readonly Diagnostic[] => {
      const where = at(graph, { node: alias });
      const random = `${alias} is nondeterministic and uses a cache, which keeps whatever came first`;
      const unkeyed = `${alias} is effectful and uses a cache, so whether its effect happens may hang on the cache`;
      return [
        ...(determinism === "nondeterministic" ? [diagnostic("CACHE001", random, where)] : []),
        ...(effects === "effectful" && idempotency.key === undefined ? [diagnostic("CACHE002", unkeyed, where)] : []),
      ];
    });
