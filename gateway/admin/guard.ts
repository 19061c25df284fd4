import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { GatewayRoute, IsOperator } from "../features/feature.ts";
import type { Environment } from "../pipeline/environment.ts";
import { refuse } from "./answers.ts";
import { type AdminAccess, adminAccess, authorize } from "./authorize.ts";
import { isOwnPage } from "./session.ts";

type Handle = GatewayRoute["handle"];

/** Lets an operator through and nobody else. `otherwise` answers who is not signed in, instead of the refusal. */
export type AdminGuard = (handle: Handle, otherwise?: Handle) => Handle;

/** Who the operator is, by environment. */
const known = new WeakMap<Environment, AdminAccess>();

export const adminGuard: AdminGuard = (handle, otherwise) => async (event, environment, context) => {
  const refusal = await refusalOf(event.request, environment);
  if (!refusal) return handle(event, environment, context);
  // Where nobody can sign in, there is no way in to show.
  return otherwise && refusal.code === "ADMIN102" ? otherwise(event, environment, context) : refuse(refusal);
};

export const isOperator: IsOperator = async (request, environment) =>
  (await refusalOf(request, environment)) === undefined;

async function refusalOf(request: Request, environment: Environment): Promise<Failure | undefined> {
  const found = known.get(environment) ?? adminAccess(environment.env);
  known.set(environment, found);
  const refusal = await authorize(request.headers, found);
  return refusal ?? (isOwnPage(request) ? undefined : failure("ADMIN102"));
}
