import { cron, flow, node } from "flowgate";
import * as v from "valibot";

const remind = node({
  input: v.object({ scheduledTime: v.string() }),
  run: ({ scheduledTime }) => ({ reminded: scheduledTime }),
});

export const reminders = flow("reminders", "1.0.0")
  .on(cron("0 9 * * MON-FRI", { timezone: "Europe/Paris", tick: "0 * * * *" })) // looked at every hour
  .node("remind", remind)
  .respond("remind");
