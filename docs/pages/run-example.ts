import { createGateway } from "../../gateway/create-gateway.ts";
import { type ExampleRequest, type RunExample, runExamples } from "./run-examples.ts";

const context = { waitUntil: () => undefined, passThroughOnException: () => undefined };

/** What the gateway answers to the request of an example. */
export function replyOf({ flow, request, env = {} }: Omit<RunExample, "code">): Promise<Response> {
  const gateway = createGateway({ flows: [flow], sinks: [] });
  const { method, path, headers, body, endless } = request;
  const sent = endless ? { body: new ReadableStream(), duplex: "half" } : body !== undefined && { body };
  const init = { method, ...(headers && { headers }), ...sent };
  return gateway.fetch(new Request(`http://localhost${path}`, init), env, context);
}

/** The request that a code answers to, and the reply; nothing without an example. */
export async function runExample(code: string): Promise<readonly string[]> {
  const example = runExamples.find((candidate) => candidate.code === code);
  return example ? exchange(example) : [];
}

export async function exchange(example: Omit<RunExample, "code">): Promise<readonly string[]> {
  const reply = await replyOf(example);
  const text = await reply.text();
  return [`${example.says}:`, fenced(requestText(example.request)), `> ${reply.status} \`${withoutRunId(text)}\``];
}

/** It differs from run to run. */
function withoutRunId(text: string): string {
  const { run_id: _, ...rest } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return JSON.stringify(rest);
}

function requestText({ method, path, headers = {}, body, bodyText = body }: ExampleRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path}`, ...lines].join("\n");
  return bodyText === undefined ? head : `${head}\n\n${bodyText}`;
}

const fenced = (text: string) => `\`\`\`http\n${text}\n\`\`\``;
