import { describe, expect, it } from "vitest";
import { checkConfig } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";

const DATE = 'compatibility_date = "2026-10-23"\n';
const failing = flowOf("mail", [queue("mail", { deadLetter: "FAILED" })]);
const MAIL = `${DATE}[[queues.producers]]
binding = "FAILED"
queue = "mail-dead"
[[queues.consumers]]
queue = "mail"
max_retries = 3
dead_letter_queue = "mail-dead"
`;
const consumer = (name: string, retries: number) =>
  `[[queues.consumers]]\nqueue = "${name}"\nmax_retries = ${retries}\n`;
const ofQueues = (flow: typeof failing, text: string) =>
  checkConfig([flow], text).filter(({ code }) => code.startsWith("QUEUE"));

describe("deadLettersAreKept", () => {
  it("says QUEUE104, with what to paste, where nobody takes what failed", () => {
    expect(ofQueues(failing, MAIL)).toMatchObject([
      {
        code: "QUEUE104",
        severity: "warning",
        message: expect.stringContaining('deadLetterStore({ "mail-dead": "mail" })'),
        fix: '[[queues.consumers]]\nqueue = "mail-dead"\nmax_retries = 100\n',
      },
    ]);
  });

  it("says QUEUE105 below a day of waiting for the store, with the seconds", () => {
    const [finding, ...more] = ofQueues(failing, MAIL + consumer("mail-dead", 10));
    expect(finding).toMatchObject({ code: "QUEUE105", fix: expect.stringContaining("max_retries = 100") });
    expect(finding?.message).toMatch(/waits for it 14610 s .* 100 are 338610 s/);
    expect(more).toEqual([]);
    expect(ofQueues(failing, MAIL + consumer("mail-dead", 30))).toEqual([]);
  });

  it("asks nothing for a queue that a flow consumes, or without dead letters of the flow's own", () => {
    const own = flowOf("own", [queue("mail-dead")]);
    const text = `${MAIL}${consumer("mail-dead", 3)}dead_letter_queue = "end"\n`;
    expect(checkConfig([failing, own], text).filter(({ code }) => code.startsWith("QUEUE"))).toEqual([]);
    expect(ofQueues(flowOf("mail", [queue("mail")]), MAIL)).toEqual([]);
  });
});

describe("deferredRunsAreConsumed", () => {
  const later = flowOf("later", [http.post("/later", { respond: "async" })]);
  const OWN = `${DATE}compatibility_flags = ["enable_request_signal"]
[[queues.producers]]
binding = "FLOWGATE_QUEUE"
queue = "flowgate"
[[durable_objects.bindings]]
name = "LEDGER"
class_name = "Ledger"
[[migrations]]
tag = "v1"
new_sqlite_classes = ["Ledger"]
[[queues.consumers]]
queue = "flowgate"
max_retries = 10
`;
  const DEAD = 'dead_letter_queue = "flowgate-dead"\n';

  it("asks for the producer, the ledger and both consumers", () => {
    const findings = checkConfig([later], `${DATE}compatibility_flags = ["enable_request_signal"]\n`);
    const asked = findings.map(({ code, fix }) => [code, fix?.split("\n")[1]]);
    expect(asked).toContainEqual(["CAP101", 'binding = "FLOWGATE_QUEUE"']);
    expect(asked).toContainEqual(["CAP101", 'name = "LEDGER"']);
    expect(asked).toContainEqual(["QUEUE101", 'queue = "flowgate"']);
    expect(asked).toContainEqual(["QUEUE104", 'queue = "flowgate-dead"']);
  });

  it("is quiet once what it says is pasted", () => {
    expect(checkConfig([later], `${OWN}${DEAD}${consumer("flowgate-dead", 100)}`)).toEqual([]);
  });

  it("says which of the two queues lacks what", () => {
    expect(ofQueues(later, `${OWN}${DEAD}`).map(({ code }) => code)).toEqual(["QUEUE104"]);
    expect(ofQueues(later, `${OWN}${consumer("flowgate-dead", 100)}`).map(({ code }) => code)).toEqual(["QUEUE102"]);
    expect(ofQueues(later, `${OWN}${DEAD}${consumer("flowgate-dead", 3)}`).map(({ code }) => code)).toEqual([
      "QUEUE105",
    ]);
  });
});
