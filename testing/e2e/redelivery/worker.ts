import { blob, createGateway, FlowError, flow, http, kv, largeMessages, node, publish, queue } from "flowgate";
import * as v from "valibot";

const Job = v.object({ id: v.string(), failures: v.number(), letters: v.optional(v.number(), 0) });

const send = node({
  input: Job,
  uses: { jobs: publish("JOBS", { large: "LARGE" }) },
  idempotency: { key: "/id" },
  run: async (job, { jobs }) => {
    await jobs.send({ ...job, text: "x".repeat(job.letters) });
    return { sent: job.id };
  },
});

/** Fails the first deliveries of a job, as often as the job says. */
const work = node({
  input: v.object({ ...Job.entries, text: v.string() }),
  uses: { seen: kv("SEEN", "write") },
  run: async ({ id, failures, letters, text }, { seen }, { invocation }) => {
    if (text.length !== letters) throw new FlowError("not as sent", { code: "NOT_AS_SENT" });
    const attempt = Number(invocation.metadata.labels["flow.attempt"]);
    await seen.put(`${id}:${attempt}`, { attempt });
    if (failures < 0) throw new FlowError("poison", { code: "POISON" });
    if (attempt <= failures) throw new FlowError("not yet", { retry: "transient", retryAfterMs: 0 });
    return { done: id };
  },
});

const list = node({
  input: v.object({ id: v.string() }),
  uses: { seen: kv("SEEN", "read") },
  run: async ({ id }, { seen }) => (await seen.list({ prefix: `${id}:` })).keys.map(({ key }) => key),
});

const kept = node({
  input: v.any(),
  uses: { large: blob("LARGE", "read") },
  run: async (_, { large }) => (await large.list({ prefix: "flowgate/claims/" })).objects.length,
});

const bury = node({
  input: v.object({ message_id: v.string(), code: v.string(), body: v.object({ id: v.string() }) }),
  uses: { seen: kv("SEEN", "write") },
  run: async ({ code, body }, { seen }) => seen.put(`dead-${body.id}:${code}`, { code }),
});

export default createGateway({
  features: [largeMessages("LARGE")],
  flows: [
    flow("kept", "1.0.0").on(http.get("/kept")).node("kept", kept).respond("kept"),
    flow("send", "1.0.0").on(http.post("/jobs")).node("send", send).respond("send"),
    flow("work", "1.0.0")
      .on(queue("jobs", { deadLetter: "DEAD" }))
      .node("work", work)
      .respond("work"),
    flow("list", "1.0.0").on(http.get("/seen/:id")).node("list", list).respond("list"),
    flow("bury", "1.0.0").on(queue("jobs-dead")).node("bury", bury).respond("bury"),
  ],
});
