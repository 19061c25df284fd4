import { type Caught, FlowError, flow, http, node, type } from "flowgate";
import * as v from "valibot";

const Trip = v.object({ seats: v.array(v.number()), card: v.string() });
type Trip = v.InferOutput<typeof Trip>;

const reserve = node({
  input: type<number>(),
  run: (seat) => {
    if (seat > 100) throw new FlowError(`seat ${seat} is taken`, { code: "SEAT_TAKEN" });
    return { seat };
  },
});
const charge = node({
  input: Trip,
  run: ({ card, seats }) => {
    if (card === "empty") throw new FlowError("the card was declined", { code: "DECLINED" });
    return { paid: seats.length * 10 };
  },
});
const release = node({
  input: type<{ readonly trip: Trip; readonly why: Caught }>(),
  run: ({ trip, why }) => ({ released: trip.seats, because: why.code }),
});

export const book = flow("book_trip")
  .on(http.post("/trips"))
  .steps((step, body) => {
    const trip = step("trip", node({ input: Trip, run: (value) => value }), body);
    const seats = step.map("reserve", reserve, trip, { items: "/seats", settle: true });
    const paid = step.catch(step("charge", charge, trip), { codes: ["DECLINED"] }, (why) =>
      step("release", release, { trip, why }),
    );
    return step("answer", node({ run: (value) => value }), { seats, paid });
  });
