import { createGateway, flow, http, node } from "flowgate";
import { GUARD_MS } from "./guard-ms.ts";

/** Ignores its signal, and would take a hundred times as long as it may. */
const stubborn = node({ run: () => new Promise((resolve) => setTimeout(resolve, 100 * GUARD_MS, "late")) });

const late = flow("late", "1.0.0", { timeoutMs: GUARD_MS })
  .on(http.get("/late"))
  .node("stubborn", stubborn)
  .respond("stubborn");

export default createGateway({ flows: [late] });
