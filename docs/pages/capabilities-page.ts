import type { Capability } from "../../capabilities/capability.ts";
import type { Guarantees } from "../../capabilities/guarantees.ts";
import { capabilities } from "../../capabilities/index.ts";
import type { HintRule } from "../../kernel/catalog.ts";
import { type Sample, samples } from "./capability-samples.ts";

const INTRO = `# Capabilities

Generated from the list in \`capabilities/index.ts\` by \`npm run generate\`.

A node gets exactly what it declares in \`uses\`, under its own names; what it only reads has no method that writes:

\`\`\`ts
const save = node({
  input: Order,
  uses: { orders: kv("ORDERS", "write"), out: publish("ORDERS_QUEUE") },
  idempotency: { key: (order) => order.id },
  run: async (order, { orders, out }) => {
    await orders.put(order.id, order);
    await out.send({ id: order.id });
    return { saved: order.id };
  },
});
\`\`\`

The name in capitals is a binding: the wrangler file says what stands behind it, and a test puts memory there. Nothing else in
the flow changes between environments. \`prefixed("tenant/", kv("ORDERS", "write"))\` puts a prefix before every key.

A use may ask for a guarantee: \`kv("ORDERS", "read", { consistency: "strong" })\` is refused with CAP102, as KV gives less.
What is \`unknown\` is never enough.

No capability tries again by itself: that is for the flow's \`onError\`. What fails has one of seven reasons, which
\`capabilityErrorReason(error)\` tells, and the code RES101 to RES107: \`not_found\`, \`conflict\`, \`too_large\`,
\`rate_limited\` and \`unavailable\` (both tried again), \`denied\`, \`invalid\`. What can be known before the platform is asked is
refused before: a key that is too long, a ttl that is too short, a cursor that is made up.

## Guarantees`;

/** `docs/capabilities.md`. `examples` has code of each capability at work, by the name of its author function. */
export function capabilitiesPage(examples: ReadonlyMap<string, string>): string {
  const chapters = samples.map((sample) => chapter(sample, capabilityOf(sample), examples.get(sample.author)));
  return `${[INTRO, guaranteesTable(), ...chapters].join("\n\n")}\n`;
}

function capabilityOf({ kind }: Sample): Capability {
  return (capabilities as readonly Capability[]).find((capability) => capability.kind === kind) as Capability;
}

const COLUMNS = ["consistency", "durability", "delivery", "ordering", "ttl"] as const satisfies (keyof Guarantees)[];

function guaranteesTable(): string {
  const rows = samples.map((sample) => {
    const { guarantees } = capabilityOf(sample);
    return [`[${sample.author}](#${sample.author})`, ...COLUMNS.map((name) => words(guarantees[name]))];
  });
  return table(["", ...COLUMNS], rows);
}

const words = (level: string | undefined): string => (level === undefined ? "" : level.replaceAll("_", " "));

function chapter(sample: Sample, { binding, hints, guarantees }: Capability, example: string | undefined): string {
  const { author, summary, uses } = sample;
  const bound = binding ? `Binds ${binding.noun} (\`${binding.section}\`).` : "Binds nothing.";
  return [
    `## ${author}`,
    `${summary} ${bound}`,
    `\`\`\`ts\n${uses.join("\n")}\n\`\`\``,
    methods(sample),
    ...(example === undefined ? [] : [`\`\`\`ts\n${example}\n\`\`\``]),
    table(["hint", "effects, at least", "determinism, no stricter than"], hints.map(hintRow)),
    ...list(guarantees.notes),
    ...limitsTable(guarantees),
  ].join("\n\n");
}

function methods({ reader, handle }: Sample): string {
  const all = Object.keys(handle);
  const named = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  if (!reader) return `Has ${named(all)}.`;
  const reading = Object.keys(reader);
  return `To read: ${named(reading)}. To write, also: ${named(all.filter((name) => !reading.includes(name)))}.`;
}

const hintRow = ({ hint, effects, determinism }: HintRule): readonly string[] => [
  `\`${hint}\``,
  words(effects),
  words(determinism),
];

const list = (notes: readonly string[]): readonly string[] =>
  notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join("\n")];

function limitsTable({ limits }: Guarantees): readonly string[] {
  const rows = Object.entries(limits).map(([name, value]) => [`\`${name}\``, value.toLocaleString("en")]);
  return rows.length === 0 ? [] : [table(["limit", ""], rows)];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}
