import { CliError } from "./cli-error.ts";
import { configOf, type WranglerChoice } from "./open-wrangler-file.ts";

/** The binding that sends to a queue, by the project's wrangler file. */
export function producerFor(queue: string, choice: WranglerChoice, cwd: string): string {
  const config = configOf(choice, cwd);
  if (!config) {
    const message = "there is no wrangler file that says what sends to the queue";
    throw new CliError("CLI101", message, { next: BY_HAND });
  }
  const producers = config.settings.queues?.producers ?? [];
  const found = producers.find((producer) => producer.queue === queue);
  if (found) return found.binding;
  const there = [...new Set(producers.map((producer) => producer.queue))].join(", ") || "none";
  throw new CliError("CLI104", `nothing in ${config.file} sends to a queue ${queue}`, {
    next: `queues that something sends to: ${there}; or ${BY_HAND}`,
  });
}

const BY_HAND = "name the producer's binding: --binding NAME";
