/** `npm start [-- --port N]`: the gateway with the examples, everything local, and a table of what it answers. */
import { parseArgs } from "node:util";
import { startDevServer } from "./dev-server.ts";
import { triggerTable } from "./trigger-table.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8787" } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`--port takes a whole number from 1 to 65535, not "${values.port}"`);
  process.exit(2);
}

const server = startDevServer({ port });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.stop());
server.ready.then(
  (url) => console.log(triggerTable(url)),
  () => undefined,
);
process.exitCode = await server.ended;
