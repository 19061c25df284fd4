import { parseWranglerFile } from "../../cli/wrangler-file.ts";
import { preflight } from "../../gateway/preflight/preflight.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { type Deployed, type PreflightExample, preflightExamples } from "./preflight-examples.ts";

const DATE = "2026-10-23";

/** What the preflight says of a flow and its wrangler file, of which only the parts that matter are told. */
export function findingsOf({ flow, toml, environment }: Deployed): readonly Diagnostic[] {
  const read = parseWranglerFile("wrangler.toml", `compatibility_date = "${DATE}"\n${toml}`);
  if (!read.ok) return [read.failure];
  const named = environment === undefined ? {} : { environment };
  return preflight({ flows: [flow], config: read.value, workerdDate: DATE, ...named });
}

/** What raises a code, what is said of it, and the nearest that does not; nothing without an example. */
export function preflightExample(code: string): readonly string[] {
  const example = preflightExamples.find((candidate) => candidate.code === code);
  if (!example) return [];
  const { wrong, right } = example;
  return [...deployedText(wrong, "With"), ...findingText(example), ...deployedText(right, "Not so with")];
}

function deployedText({ says, toml, environment }: Deployed, intro: string): readonly string[] {
  const parts = [says && `\`${says}\``, environment && `\`--env ${environment}\``].filter(Boolean).join(" and ");
  const file = toml === "" ? "nothing of it in the wrangler file" : "in the wrangler file";
  const sentence = `${intro} ${parts}${parts && (toml === "" ? " and " : ", ")}${file}${toml === "" ? "." : ":"}`;
  return toml === "" ? [sentence] : [sentence, fenced(toml)];
}

function findingText({ code, wrong }: PreflightExample): readonly string[] {
  const found = findingsOf(wrong).find((finding) => finding.code === code);
  if (!found) return [];
  const { message, fix } = found;
  return [`> ${message}`, ...(fix.endsWith("\n") ? ["Paste:", fenced(fix)] : [`> fix: ${fix}`])];
}

const fenced = (toml: string) => `\`\`\`toml\n${toml.trimEnd()}\n\`\`\``;
