import { clock, flow, http, node, reply } from "flowgate";
import * as v from "valibot";

const greet = node({
  input: v.object({ name: v.string(), shout: v.boolean() }),
  output: v.object({ hello: v.string() }),
  run: ({ name, shout }) => ({ hello: shout ? name.toUpperCase() : name }),
});

export const workersEcho = flow("workers_echo", "1.0.0", { summary: "Greets by name." })
  .on(
    http.get("/workers/echo/:name", {
      input: ({ params, query }) => ({ name: params.name, shout: query.shout === "true" }),
    }),
  )
  .node("greet", greet)
  .respond("greet");

const bounded = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const count = node({
  input: v.object({ name: v.string(), count: bounded(1, 1000), interval_ms: bounded(0, 10_000) }),
  output: v.object({ hello: v.string(), n: v.number() }),
  uses: { time: clock() },
  stream: "json",
  run: async function* ({ name, count: total, interval_ms }, { time }) {
    for (let n = 1; n <= total; n++) {
      if (n > 1) await time.sleep(interval_ms);
      yield { hello: name, n };
    }
  },
});

export const workersEchoStream = flow("workers_echo_stream", "1.0.0", { summary: "Greets by name, again and again." })
  .on(
    http.get("/workers/echo/:name/stream", {
      streaming: true,
      input: ({ params, query }) => ({
        name: params.name,
        count: Number(query.count ?? 5),
        interval_ms: Number(query.interval_ms ?? 100),
      }),
    }),
  )
  .node("count", count)
  .respond("count");

const back = node({
  input: v.object({ body: v.instance(ReadableStream<Uint8Array>), type: v.string() }),
  stream: "bytes",
  run: ({ body, type }) => reply(body, { headers: { "content-type": type } }),
});

export const workersEchoRaw = flow("workers_echo_raw", "1.0.0", { summary: "Sends any body back as it came." })
  .on(
    http.post("/workers/echo/raw", {
      body: "stream",
      streaming: true,
      input: ({ body, headers }) => ({ body, type: headers["content-type"] ?? "application/octet-stream" }),
    }),
  )
  .node("back", back)
  .respond("back");
