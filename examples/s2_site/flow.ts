import { clock, flow, http, node } from "flowgate";
import * as v from "valibot";

const INTERVAL_MS = 120;
const UPDATES = 5;

const Status = v.object({
  site: v.string(),
  stage: v.string(),
  status: v.picklist(["operational", "degraded"]),
  latency_ms: v.number(),
});

const watch = node({
  input: v.object({ site: v.pipe(v.string(), v.startsWith("/")) }),
  output: Status,
  uses: { time: clock() },
  stream: "json",
  run: async function* ({ site }, { time }) {
    yield { site, stage: "snapshot", status: "operational" as const, latency_ms: 120 };
    for (let update = 0; update < UPDATES; update++) {
      await time.sleep(INTERVAL_MS); // ends with the run
      const status = update % 2 === 0 ? ("degraded" as const) : ("operational" as const);
      yield { site, stage: `update_${update}`, status, latency_ms: 132 + update * 12 };
    }
  },
});

export const site = flow("site", "1.0.0", { summary: "Streams a site's status: a snapshot, then five updates." })
  .on(http.post("/site/stream", { streaming: true }))
  .node("watch", watch)
  .respond("watch");
