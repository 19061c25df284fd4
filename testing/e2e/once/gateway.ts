import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../workerd/bundle.ts";
import { startWorkerd, type Workerd } from "../../workerd/workerd.ts";

/** The gateway of worker.ts on bare workerd with real objects, and its driver. */
export interface ServedGateway {
  readonly port: (name: "once" | "driver") => number;
  /** How often each effect was done, by id. */
  readonly effects: () => Promise<Readonly<Record<string, number>>>;
  /** Ends the process as a power cut does, and starts another over what the objects have stored. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function serveGateway(): Promise<ServedGateway> {
  const folder = await mkdtemp(join(tmpdir(), "flowgate-once-"));
  const worker = await bundle("testing/e2e/once/worker.ts", folder);
  const driver = await bundle("testing/e2e/once/driver.ts", folder);
  const served = [
    { name: "once", built: worker, objects: ["Ledger", "Effects"], vars: { LOG_LEVEL: "silent" } },
    { name: "driver", built: driver, services: { GATEWAY: "once", RPC: "once#FlowgateRpc" } },
  ];
  let workerd: Workerd = await startWorkerd(served, folder);
  const port = (name: "once" | "driver") => workerd.portOf(name);
  return {
    port,
    effects: async () => (await fetch(`http://127.0.0.1:${port("once")}/effects`)).json() as never,
    restart: async () => {
      await workerd.kill();
      workerd = await startWorkerd(served, folder);
    },
    stop: async () => {
      await workerd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
