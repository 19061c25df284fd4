/** `npm start [-- --port N]`: the gateway with the examples, everything local, and a table of what it answers. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { startDevServer } from "../cli/dev/dev-server.ts";
import { prettyLogs } from "../cli/dev/pretty-logs.ts";
import { processIo } from "../cli/io.ts";
import { triggerTable } from "./trigger-table.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8787" } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`--port takes a whole number from 1 to 65535, not "${values.port}"`);
  process.exit(2);
}

/** Good for this start only. */
const token = randomBytes(24).toString("base64url");
const io = processIo({ json: false, verbose: false });
const pretty = prettyLogs(io.paint);
const server = startDevServer({
  port,
  variables: { FLOWGATE_ADMIN_TOKENS: token },
  openVariables: { FLOWGATE_METRICS: "local", FLOWGATE_PUBLIC: "*" },
  print: (line) => io.out(pretty(line)),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.stop());
server.ready.then(
  (url) => io.out(triggerTable(url, token)),
  () => undefined,
);
process.exitCode = await server.ended;
