import { createGateway, FlowError, flow, http, kv, node, publish, queue } from "flowgate";
import * as v from "valibot";

const Job = v.object({ id: v.string(), failures: v.number() });

const send = node({
  input: Job,
  uses: { jobs: publish("JOBS") },
  idempotency: { key: "/id" },
  run: async (job, { jobs }) => {
    await jobs.send(job);
    return { sent: job.id };
  },
});

/** Fails the first deliveries of a job, as often as the job says. */
const work = node({
  input: Job,
  uses: { seen: kv("SEEN", "write") },
  run: async ({ id, failures }, { seen }, { invocation }) => {
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

const bury = node({
  input: v.object({ message_id: v.string(), code: v.string(), body: v.object({ id: v.string() }) }),
  uses: { seen: kv("SEEN", "write") },
  run: async ({ code, body }, { seen }) => seen.put(`dead-${body.id}:${code}`, { code }),
});

export default createGateway({
  flows: [
    flow("send", "1.0.0").on(http.post("/jobs")).node("send", send).respond("send"),
    flow("work", "1.0.0")
      .on(queue("jobs", { deadLetter: "DEAD" }))
      .node("work", work)
      .respond("work"),
    flow("list", "1.0.0").on(http.get("/seen/:id")).node("list", list).respond("list"),
    flow("bury", "1.0.0").on(queue("jobs-dead")).node("bury", bury).respond("bury"),
  ],
});
