import { createHttpRoutes } from "../../triggers/http/routes.ts";
import type { GatewayRoute, HandlerArgs, IsOperator } from "../features/feature.ts";
import { isPublic } from "../readiness/public-paths.ts";

type Answer = (request: Request, ...args: HandlerArgs) => Response | Promise<Response>;

/**
 * Answers by all routes, of which the closed ones are there for the operator and where FLOWGATE_PUBLIC opens them. To anyone
 * else they are not there: whatever the method, the answer is the one of the other routes, which may be a flow's.
 */
export function answerBy(routes: readonly GatewayRoute[], isOperator: IsOperator | undefined): Answer {
  const closed = routes.filter((route) => route.closed !== undefined);
  const others = routes.filter((route) => route.closed === undefined);
  const toStrangers = createHttpRoutes<HandlerArgs>(others);
  const toOperators = createHttpRoutes<HandlerArgs>(closed);
  const gates = closed.map(({ path, closed: name }): GatewayRoute => {
    const handle: GatewayRoute["handle"] = async ({ request }, environment, context) => {
      const open = (name && isPublic(name, environment.env)) || (await isOperator?.(request, environment));
      return (open ? toOperators : toStrangers)(request, environment, context);
    };
    return { method: "ALL", path, handle };
  });
  const answer = createHttpRoutes<HandlerArgs>([...others, ...gates]);
  // OPTIONS names methods without asking the route.
  return (request, ...args) => (request.method === "OPTIONS" ? toStrangers : answer)(request, ...args);
}
