import { authoringCodes } from "../../kernel/errors/authoring-codes.ts";
import type { CodeRow } from "../../kernel/errors/code-row.ts";
import type { Code } from "../../kernel/errors/codes.ts";
import { deploymentCodes } from "../../kernel/errors/deployment-codes.ts";
import { resourceCodes } from "../../kernel/errors/resource-codes.ts";
import { runtimeCodes } from "../../kernel/errors/runtime-codes.ts";
import { writingCodes } from "../../kernel/errors/writing-codes.ts";
import { meanings } from "./code-meanings.ts";
import { exampleFlowsText, flowExample } from "./flow-example.ts";
import { preflightExample } from "./preflight-example.ts";
import { exchange, runExample } from "./run-example.ts";
import { ownCodeExample } from "./run-examples.ts";

const ABOUT_RUNS = `A node may fail on purpose with a code of its own, which callers see as it is. What else it throws is \`RUN010\`, and
its text stays in the log.`;

type Rows = Readonly<Record<string, CodeRow>>;

const INTRO = `# Errors

Generated from the tables in \`kernel/errors/\` and the examples in \`docs/pages/flow-examples/\` by \`npm run generate\`.

Codes are stable: a program may rely on a code, and on no text. About a flow or its deployment, an **error** keeps the
flow from running, and a **warning** is advice. Every reply with an error has the form

\`\`\`json
{ "error": "<text>", "code": "<code>", "details": {}, "run_id": "<id of the run>" }
\`\`\`

with \`details\` and \`run_id\` where there are any. *Transient* failures are tried again, *permanent* ones never,
*unknown* ones up to the trigger's limit.`;

/** `docs/errors.md`. */
export async function errorsPage(): Promise<string> {
  const parts = [
    INTRO,
    "## Flows\n\nWhat `validate` says of a flow, before anything runs.",
    exampleFlowsText(),
    ...(await chapters(authoringCodes, aboutFlow)),
    "## Writing\n\nWhat is thrown where a flow is written in steps, when its module loads.",
    ...(await chapters(writingCodes, aboutFlow)),
    "## Deployment\n\nWhat the preflight says of a flow with its wrangler file and environment. The flow's routes answer 503 with CAP101 and say no more; the log has the rest.",
    ...(await chapters(deploymentCodes, aboutFlow)),
    `## Runs, requests and messages\n\n${ABOUT_RUNS}`,
    ...(await exchange(ownCodeExample)),
    ...(await chapters(runtimeCodes, aboutRun)),
    "## Resources\n\nWhat using a capability can end with.",
    ...(await chapters(resourceCodes, aboutRun)),
  ];
  return `${parts.join("\n\n")}\n`;
}

async function chapters(rows: Rows, about: (row: CodeRow) => string): Promise<readonly string[]> {
  const parts: string[] = [];
  for (const [code, row] of Object.entries(rows)) {
    const shown = [...flowExample(code), ...preflightExample(code), ...(await runExample(code))];
    parts.push(
      `### ${code}`,
      `${sentence(meanings[code as Code])} ${about(row)}`,
      ...shown,
      `**Fix:** ${sentence(row.fix)}`,
    );
  }
  return parts;
}

function aboutFlow({ severity }: CodeRow): string {
  return `*${severity === "error" ? "Error" : "Warning"}.*`;
}

function aboutRun({ status, retry, text }: CodeRow): string {
  return `*HTTP ${status}, ${retry}.* Callers read: “${text}”.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
