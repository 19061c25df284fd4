import { openConfig } from "../gateway/preflight/wrangler-config.ts";
import type { Diagnostic } from "../kernel/errors/diagnostic.ts";
import { CliError } from "./cli-error.ts";
import { openWranglerFile } from "./open-wrangler-file.ts";

export interface WranglerChoice {
  readonly config?: string;
  readonly env?: string;
}

/** The binding that sends to a queue, by the project's wrangler file. */
export function producerFor(queue: string, { config: named, env }: WranglerChoice, cwd: string): string {
  const { name, file, findings } = openWranglerFile(cwd, named);
  if (name === undefined) {
    const message = "there is no wrangler file that says what sends to the queue";
    throw new CliError("CLI101", message, { next: BY_HAND });
  }
  const opened = file ? openConfig(file, env) : { findings };
  if (!("config" in opened)) throw unreadable(name, opened.findings);
  const producers = opened.config?.settings.queues?.producers ?? [];
  const found = producers.find((producer) => producer.queue === queue);
  if (found) return found.binding;
  const there = [...new Set(producers.map((producer) => producer.queue))].join(", ") || "none";
  throw new CliError("CLI104", `nothing in ${name} sends to a queue ${queue}`, {
    next: `queues that something sends to: ${there}; or ${BY_HAND}`,
  });
}

const BY_HAND = "name the producer's binding: --binding NAME";

function unreadable(name: string, findings: readonly Diagnostic[]): CliError {
  const [first] = findings;
  const next = first && { next: first.fix.split("\n", 1).join("") };
  return new CliError("CLI102", `${name}: ${first?.code} ${first?.message}`, next);
}
