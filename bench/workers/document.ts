import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { PlaceOptions } from "../../kernel/author/place.ts";
import type { FlowIr } from "../../kernel/ir/schema.ts";
import { http } from "../../triggers/http/author.ts";

interface Builder {
  on(trigger: unknown): Builder;
  node(alias: string, unit: unknown, place?: PlaceOptions<string>): Builder;
  if(source: string, pointer: string, branches: { readonly then: string; readonly else: string }): Builder;
  respond(alias: string): { readonly ir: FlowIr };
}

const unit = node({ run: (value) => value });
const NODES_PER_LINK = 8;

/**
 * A flow of about `nodes` nodes, as JSON that was never touched: links in a row, each with a decision whose branches meet
 * again, and two nodes side by side that are joined.
 */
export function documentOf(nodes: number): unknown {
  const count = Math.max(1, Math.round(nodes / NODES_PER_LINK));
  let builder = (flow("document", "1.0.0") as unknown as Builder).on(http.post("/"));
  for (let index = 0; index < count; index++) builder = link(builder, index);
  return JSON.parse(JSON.stringify(builder.respond(`end${count - 1}`).ir));
}

function link(builder: Builder, index: number): Builder {
  const at = (name: string) => `${name}${index}`;
  const start =
    index === 0 ? builder.node(at("start"), unit) : builder.node(at("start"), unit, { after: `end${index - 1}` });
  return start
    .node(at("yes"), unit, { after: at("start") })
    .node(at("no"), unit, { after: at("start") })
    .if(at("start"), "/flag", { then: at("yes"), else: at("no") })
    .node(at("met"), unit, { afterAny: [at("yes"), at("no")] })
    .node(at("left"), unit, { after: at("met") })
    .node(at("right"), unit, { after: at("met") })
    .node(at("join"), unit, { after: [at("left"), at("right")] })
    .node(at("end"), unit, { after: at("join") });
}
