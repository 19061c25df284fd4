import { describe, expect, it } from "vitest";
import { checkConfig, told } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { queue, type RetryPolicy } from "../../triggers/queue/author.ts";

const consuming = (retry: Partial<RetryPolicy> = {}) => flowOf("mail", [queue("mail", { retry })]);
const consumer = (rest: string) => `compatibility_date = "2026-10-23"\n[[queues.consumers]]\nqueue = "mail"\n${rest}\n`;
const found = (text: string, code: string, flow = consuming()) => told(checkConfig([flow], text), code);
const DEAD = 'dead_letter_queue = "mail-dead"';

describe("queuesAreConsumed", () => {
  it("finds nothing with a consumer, a dead-letter queue and retries enough", () => {
    expect(checkConfig([consuming()], consumer(`${DEAD}\nmax_retries = 3`))).toEqual([]);
    expect(checkConfig([consuming()], consumer(`${DEAD}\nmax_retries = 100`))).toEqual([]);
  });

  it("says QUEUE101 where nobody consumes a queue that a flow waits for", () => {
    const findings = checkConfig([consuming({ maxAttempts: 6 })], 'compatibility_date = "2026-10-23"\n');
    expect(findings).toMatchObject([
      {
        code: "QUEUE101",
        severity: "error",
        message: 'wrangler.toml has no consumer of queue "mail", so no message reaches the flow',
        location: { flow: "mail", node: "queue", key: "queues.consumers" },
        fix: '[[queues.consumers]]\nqueue = "mail"\nmax_retries = 5\ndead_letter_queue = "mail-dead"\n',
      },
    ]);
  });

  it("does not take a consumer of another queue for it", () => {
    expect(found(consumer(DEAD).replace('"mail"', '"mails"'), "QUEUE101")).toHaveLength(1);
  });

  it("says QUEUE102, a warning, where there is no dead-letter queue", () => {
    const [finding] = checkConfig([consuming()], consumer("max_retries = 3"));
    expect(finding).toMatchObject({
      code: "QUEUE102",
      severity: "warning",
      location: { key: "queues.consumers[0].dead_letter_queue" },
      fix: '# in the [[queues.consumers]] with queue = "mail"\ndead_letter_queue = "mail-dead"\n',
    });
  });

  it("takes the dead-letter queue that the flow's own records go to", () => {
    const flow = flowOf("mail", [queue("mail", { deadLetter: "FAILED" })]);
    const text = `${consumer("")}[[queues.producers]]\nbinding = "FAILED"\nqueue = "all-failures"\n`;
    expect(checkConfig([flow], text)[0]?.fix).toMatch(/dead_letter_queue = "all-failures"/);
    const other = checkConfig([flow], consumer('dead_letter_queue = "graveyard"'));
    expect(other[0]?.fix).toBe('[[queues.producers]]\nbinding = "FAILED"\nqueue = "graveyard"\n');
  });

  it("refuses a queue as its own dead-letter queue", () => {
    expect(found(consumer('dead_letter_queue = "mail"'), "QUEUE102")).toEqual([
      'queues.consumers[0].dead_letter_queue: queue "mail" is its own dead-letter queue, so what fails comes back for ever',
    ]);
  });

  it("says QUEUE103 where the platform gives up before the flow does", () => {
    expect(found(consumer(`${DEAD}\nmax_retries = 2`), "QUEUE103")).toEqual([
      'queues.consumers[0].max_retries: the flow tries a message 4 times, but max_retries of queue "mail" is 2',
    ]);
    expect(found(consumer(`${DEAD}\nmax_retries = 3`), "QUEUE103")).toEqual([]);
  });

  it("counts on the platform's default of 3 where the file says nothing", () => {
    expect(found(consumer(DEAD), "QUEUE103")).toEqual([]);
    expect(found(consumer(DEAD), "QUEUE103", consuming({ maxAttempts: 5 }))).toHaveLength(1);
  });

  it("asks for no more retries than there are", () => {
    const [first] = checkConfig([consuming({ maxAttempts: 500 })], consumer(DEAD));
    expect(first).toMatchObject({ code: "QUEUE103", fix: expect.stringContaining("max_retries = 100") });
  });
});

describe("consumersAreInBounds", () => {
  it.each([
    ["max_batch_size", 101, "1 to 100", 100],
    ["max_batch_size", 0, "1 to 100", 1],
    ["max_batch_timeout", 61, "0 to 60", 60],
    ["max_retries", 101, "0 to 100", 100],
    ["max_concurrency", 251, "1 to 250", 250],
    ["retry_delay", 86_401, "0 to 86400", 86_400],
  ])("says LIMIT101 with both numbers for %s = %d", (name, value, range, fixed) => {
    const [finding] = checkConfig([consuming()], consumer(`${DEAD}\n${name} = ${value}`));
    expect(finding).toMatchObject({
      code: "LIMIT101",
      message: `${name} of queue "mail" is ${value}; the platform takes ${range}`,
      location: { flow: "mail", key: `queues.consumers[0].${name}` },
      fix: `# in the [[queues.consumers]] with queue = "mail"\n${name} = ${fixed}\n`,
    });
  });

  it("takes the numbers at the ends", () => {
    const text = consumer(
      `${DEAD}\nmax_batch_size = 100\nmax_batch_timeout = 0\nmax_retries = 100\nretry_delay = 86400`,
    );
    expect(checkConfig([consuming()], text)).toEqual([]);
  });
});

describe("batchesFitTheirTime", () => {
  const slow = (concurrency: number) =>
    flowOf("mail", [queue("mail", { concurrency, visibilityTimeoutMs: 120_000, retry: { maxAttempts: 4 } })]);

  it("warns of a batch that may take longer than the platform gives it", () => {
    const text = consumer(`${DEAD}\nmax_batch_size = 50`);
    expect(checkConfig([slow(5)], text)).toMatchObject([
      {
        code: "LIMIT101",
        severity: "warning",
        message: "50 messages, 5 at once and up to 120000 ms each, may take 1200000 ms; a batch has 870000 ms",
        fix: '# in the [[queues.consumers]] with queue = "mail"\nmax_batch_size = 35\n',
      },
    ]);
    expect(checkConfig([slow(5)], text.replace("50", "35"))).toEqual([]);
    expect(checkConfig([slow(10)], text)).toEqual([]);
  });

  it("counts on the defaults of the platform and of the trigger", () => {
    expect(checkConfig([flowOf("mail", [queue("mail", { concurrency: 1 })])], consumer(DEAD))).toEqual([]);
    const hundred = consumer(`${DEAD}\nmax_batch_size = 100`);
    expect(checkConfig([flowOf("mail", [queue("mail")])], hundred)).toEqual([]);
    expect(checkConfig([flowOf("mail", [queue("mail", { concurrency: 1 })])], hundred)).toHaveLength(1);
  });
});
