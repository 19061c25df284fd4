import { failure } from "../../kernel/errors/failure.ts";
import type { GatewayRoute } from "../features/feature.ts";
import type { Environment } from "../pipeline/environment.ts";
import { refuse } from "./answers.ts";
import { type AdminAccess, adminAccess, authorize } from "./authorize.ts";
import { isOwnPage } from "./session.ts";

type Handle = GatewayRoute["handle"];

/** Lets an operator through and nobody else. `otherwise` answers who is not, instead of the refusal. */
export type AdminGuard = (handle: Handle, otherwise?: Handle) => Handle;

export function adminGuard(): AdminGuard {
  const known = new WeakMap<Environment, AdminAccess>();
  const accessOf = (environment: Environment): AdminAccess => {
    const found = known.get(environment) ?? adminAccess(environment.env);
    known.set(environment, found);
    return found;
  };
  return (handle, otherwise) => async (event, environment, context) => {
    const { request } = event;
    const refusal = isOwnPage(request) ? await authorize(request.headers, accessOf(environment)) : failure("ADMIN102");
    if (!refusal) return handle(event, environment, context);
    return otherwise ? otherwise(event, environment, context) : refuse(refusal);
  };
}
