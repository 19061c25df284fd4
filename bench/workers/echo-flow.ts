import { flow, http, node, type } from "flowgate";
import { answer, Echo, lower, trim } from "./echo.ts";

export const echo = flow("echo", "1.0.0")
  .on(http.post("/echo"))
  .node("trim", node({ input: Echo, run: trim }))
  .node("lower", node({ input: type<Echo>(), run: lower }), { after: "trim" })
  .node("answer", node({ input: type<Echo>(), output: Echo, run: answer }), { after: "lower" })
  .respond("answer");
