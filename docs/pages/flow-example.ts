import type { FlowIr } from "../../kernel/ir/schema.ts";
import { type Example, exampleDocument, type Fragment, findings } from "./flow-examples/example.ts";
import { exampleFlows } from "./flow-examples/flows.ts";
import { examples } from "./flow-examples/index.ts";
import { printed } from "./printed-json.ts";

/** The flows that the examples change. */
export function exampleFlowsText(): string {
  const lines = Object.entries(exampleFlows).map(([name, ir]) => `- \`${name}\`: ${drawn(ir)}`);
  return `The examples below are fragments of Flow IR, put over one of these flows:\n\n${lines.join("\n")}`;
}

function drawn({ edges, control_surfaces }: FlowIr): string {
  const arrows = edges.map(({ from, to }) => `${from} → ${to}`).join(", ");
  return control_surfaces.length === 0 ? arrows : `${arrows}; with ${control_surfaces.map(({ id }) => id).join(", ")}`;
}

/** The fragment that raises a code, what is said of it, and the nearest one that does not; nothing without an example. */
export function flowExample(code: string): readonly string[] {
  const example = examples.find((candidate) => candidate.code === code);
  if (!example) return [];
  const { flow, wrong, right } = example;
  return [
    `In \`${flow}\`:`,
    json(wrong),
    `> ${messageOf(example)}`,
    ...(Object.keys(right).length > 0 ? ["Not so with:", json(right)] : [`Not so in \`${flow}\` as it stands.`]),
  ];
}

function messageOf(example: Example): string {
  const found = findings(exampleDocument(example, example.wrong));
  return found.find(({ code }) => code === example.code)?.message ?? "";
}

function json(fragment: Fragment): string {
  return `\`\`\`json\n${printed(fragment, "")}\n\`\`\``;
}
