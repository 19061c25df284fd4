import { v7 as uuidv7 } from "uuid";
import { platformClock } from "../../base/waiting.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Result } from "../../kernel/result.ts";
import type { HttpEvent } from "../../triggers/http/event.ts";
import type { ReplayPorts } from "../failures/replay.ts";
import type { GatewayRoute } from "../features/feature.ts";
import type { Context } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { boundRecords } from "../stores/bound.ts";
import { NO_FLOW, type Records } from "../stores/records.ts";
import { answer, refuse } from "./answers.ts";
import { listFailures, replayFailure, replayFailures, showFailure } from "./failures-api.ts";
import { adminGuard } from "./guard.ts";
import { listRuns, showRun } from "./runs-api.ts";

type LaunchIn = (environment: Environment, context: Context) => Pick<ReplayPorts, "launch" | "guardMsOf">;

interface AdminPorts extends ReplayPorts {
  readonly records: Records;
  readonly flows: readonly string[];
}

type Handler = (event: HttpEvent, ports: AdminPorts) => Promise<Result<object>>;

const paramsOf = ({ query }: HttpEvent) => query;

/** The admin API by method and path. What failed is refused with why. */
const HANDLERS: readonly (readonly ["GET" | "POST", string, Handler])[] = [
  ["GET", "/_flow/failures", (event, { records, flows }) => listFailures(paramsOf(event), records, flows)],
  ["GET", "/_flow/failures/:id", ({ params }, { records }) => showFailure(params.id ?? "", records)],
  ["POST", "/_flow/failures/replay", ({ request }, ports) => replayFailures(request, ports)],
  [
    "POST",
    "/_flow/failures/:id/replay",
    ({ params, request }, ports) => replayFailure(params.id ?? "", request, ports),
  ],
  ["GET", "/_flow/runs", (event, { records, flows }) => listRuns(paramsOf(event), records, flows)],
  ["GET", "/_flow/runs/:id", ({ params }, { records, flows }) => showRun(params.id ?? "", records, flows)],
];

/** Failures, replays and run history for the operator. Closed unless the environment says who that is. */
export function adminRoutes(flowNames: readonly string[], launchIn: LaunchIn): readonly GatewayRoute[] {
  const flows = [...flowNames, NO_FLOW];
  return HANDLERS.map(([method, path, handler]) => ({
    method,
    path,
    handle: adminGuard(async (event, environment, context) => {
      const records = boundRecords(environment.env);
      if (!records) return refuse(failure("CAP101", "RECORDS is not bound: no failures and no runs are kept"));
      try {
        const found = await handler(event, {
          records,
          flows,
          ...launchIn(environment, context),
          newId: uuidv7,
          clock: platformClock,
          waitUntil: (work) => context.waitUntil(work),
        });
        return found.ok ? answer(found.value) : refuse(found.failure);
      } catch (cause) {
        environment.log.error({ err: cause, path }, "the admin API could not answer");
        return refuse(failure("RES105"));
      }
    }),
  }));
}
