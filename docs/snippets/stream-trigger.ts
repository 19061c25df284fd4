import { FlowError, flow, http, node } from "flowgate";
import * as v from "valibot";

const countdown = node({
  input: v.object({ from: v.pipe(v.string(), v.digits(), v.transform(Number)) }),
  output: v.object({ left: v.number() }),
  stream: "json",
  run: async function* ({ from }, _uses, { signal }) {
    for (let left = from; left >= 0 && !signal.aborted; left--) {
      if (left === 13) throw new FlowError("13 is bad luck", { code: "BAD_LUCK", status: 422 });
      yield { left };
    }
  },
});

export const countDown = flow("count_down", "1.0.0")
  .on(http.get("/countdown/:from", { streaming: true }))
  .node("countdown", countdown)
  .respond("countdown");
