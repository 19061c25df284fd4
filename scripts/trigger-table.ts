import { flows } from "../examples/index.ts";
import { samples } from "../examples/samples.ts";
import { triggerText } from "../gateway/mount/listing.ts";

/** What is mounted, with a command that tries it, as text for a terminal. */
export function triggerTable(url: string, token: string): string {
  const rows = flows.flatMap(({ name, definition }) =>
    definition.triggers.map(({ wiring }) => {
      const trigger = triggerText(wiring);
      return {
        trigger,
        flow: name,
        sample: samples[`${name} ${trigger}`]?.replace("{url}", url).replace("{token}", token) ?? "",
      };
    }),
  );
  const width = (key: "trigger" | "flow") => Math.max(...rows.map((row) => row[key].length));
  const lines = rows.map(
    ({ trigger, flow, sample }) => `  ${trigger.padEnd(width("trigger"))}  ${flow.padEnd(width("flow"))}  ${sample}`,
  );
  const admin = [
    // A fragment is sent to no server, so the token is in no log.
    `  dashboard:          ${url}/_flow#token=${token}`,
    `  failures and runs:  curl ${url}/_flow/failures -H 'authorization: Bearer ${token}'`,
  ];
  return ["", `Flowgate is up on ${url}`, "", ...lines, "", ...admin, "", "Ctrl+C ends it.", ""].join("\n");
}
