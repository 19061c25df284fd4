import { failure } from "../../kernel/errors/failure.ts";
import type { Report } from "../../telemetry/sink.ts";
import { type RpcCall, type RpcReply, rpcTrigger } from "../../triggers/rpc.ts";
import { wireError } from "../../triggers/wire-error.ts";
import { type MountedFlow, mounted } from "../mount/mount.ts";
import { type Context, tell } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";

/** Runs a flow by name, whatever its triggers. Never rejects. */
export function createInvoke(
  flows: readonly MountedFlow[],
  { report, environmentOf }: { readonly report: Report; readonly environmentOf: (env: object) => Environment },
): (call: RpcCall, env: object, context: Context) => Promise<RpcReply> {
  const byName = new Map(flows.map((flow) => [flow.flow.name, flow]));
  return async (call, env, context) => {
    const flow = byName.get(call.flow);
    if (!flow) {
      return { ok: false, error: wireError(failure("MSG102", `no flow is called ${call.flow}`)) };
    }
    const environment = environmentOf(env);
    const spec = { kind: "rpc", wiring: { kind: "rpc" } };
    const answered = execute({
      trigger: rpcTrigger,
      flow,
      mounted: mounted(flow.flow, flow.plan, flow.plan.direct.alias, spec),
      raw: call,
      environment,
      facts: { place: call.flow },
      ended: (record) => tell(report, [record], environment, context),
      waitUntil: (work) => context.waitUntil(work),
    });
    // Nothing tells that a caller over a binding has left, so its run is carried to its end.
    context.waitUntil(answered);
    return answered;
  };
}
