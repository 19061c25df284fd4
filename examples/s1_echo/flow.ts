import { flow, http, node } from "flowgate";
import * as v from "valibot";

const Echo = v.object({ value: v.string() });

const normalize = node({
  input: Echo,
  output: Echo,
  run: ({ value }) => ({ value: value.trim().toLowerCase() }),
});

const respond = node({
  input: normalize.output,
  output: normalize.output,
  run: (echo) => echo,
});

export const echo = flow("echo", "1.0.0", { summary: "Answers a value, trimmed and in lower case." })
  .on(http.post("/echo"))
  .node("normalize", normalize)
  .node("respond", respond, { after: "normalize" })
  .respond("respond");
