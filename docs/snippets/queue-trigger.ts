import { FlowError, flow, node, queue } from "flowgate";
import * as v from "valibot";

const charge = node({
  input: v.object({ customer: v.string(), cents: v.pipe(v.number(), v.integer()) }),
  run: ({ customer, cents }) => {
    if (cents < 0) throw new FlowError("a charge is above 0", { code: "CHARGE" }); // final: to the dead letters at once
    if (cents > 1_000_000) throw new FlowError("bank is closed", { retry: "transient", retryAfterMs: 60_000 });
    return { charged: customer };
  },
});

export const charges = flow("charges", "1.0.0")
  .on(
    queue("charges", {
      deadLetter: "DEAD_LETTERS", // a producer's binding
      partitionKey: "/customer", // one at a time, in order, for each customer
      retry: { maxAttempts: 5, backoffMs: 2_000 },
    }),
  )
  .node("charge", charge)
  .respond("charge");
