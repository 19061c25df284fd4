import { answersTo } from "../../base/bindings.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { HttpEvent } from "../../triggers/http/event.ts";
import type { GatewayRoute } from "../features/feature.ts";
import { listFlows } from "../mount/listing.ts";
import type { MountedFlow } from "../mount/mount.ts";
import type { Environment } from "../pipeline/environment.ts";
import { refuse } from "./answers.ts";
import { adminGuard } from "./guard.ts";
import { endedSession, sessionCookie } from "./session.ts";

/** The page's files: static assets of the wrangler file, bound under this name. */
const ASSETS = "DASHBOARD";
/** Served to who is not signed in: the page that only asks for the token, and its looks. */
const OPEN = ["sign-in.html", "sign-in.js", "app.css"];
const FILES = ["index.html", "app.js", ...OPEN];

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The dashboard: a page for the operator, what it draws flows from, and the way in. */
export function dashboardRoutes(flows: readonly MountedFlow[]): readonly GatewayRoute[] {
  const graphs = flows.map(({ flow }) => flow.ir);
  const { flows: listed } = listFlows(flows);
  const file = ({ params }: HttpEvent, { env }: Environment) => asset(env, params.file ?? "");
  const signIn = async (_event: HttpEvent, { env }: Environment) => forStranger(await asset(env, "sign-in.html", 401));
  return [
    { method: "GET", path: "/_flow", handle: adminGuard((_event, { env }) => asset(env, "index.html"), signIn) },
    {
      method: "GET",
      path: "/_flow/assets/:file",
      handle: adminGuard(file, async (event, environment) =>
        OPEN.includes(event.params.file ?? "")
          ? forStranger(await file(event, environment))
          : refuse(failure("ADMIN102")),
      ),
    },
    {
      method: "GET",
      path: "/_flow/api/flows",
      handle: adminGuard(() => Response.json({ flows: listed, graphs }, { headers: { "cache-control": "no-store" } })),
    },
    { method: "POST", path: "/_flow/sign-in", handle: adminGuard(startSession) },
    { method: "POST", path: "/_flow/sign-out", handle: adminGuard(endSession, endSession) },
  ];
}

/** The page sends the token as a bearer once; from then on its cookie does. */
function startSession({ request }: HttpEvent): Response {
  const token = /^Bearer +(\S+)/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) return refuse(failure("ADMIN102"));
  return new Response(null, { status: 204, headers: { "set-cookie": sessionCookie(token, request.url) } });
}

function endSession(): Response {
  return new Response(null, { status: 204, headers: { "set-cookie": endedSession() } });
}

async function asset(env: Environment["env"], file: string, status = 200): Promise<Response> {
  const assets = env[ASSETS];
  if (!FILES.includes(file)) return refuse(failure("HTTP104"));
  if (!isFetcher(assets))
    return refuse(failure("CAP101", "the dashboard's files are not bound: see docs/dashboards.md"));
  const found = await assets.fetch(`https://dashboard.internal/${file}`);
  if (!found.ok) return refuse(failure("HTTP104", "the dashboard was not built: see docs/dashboards.md"));
  const type = found.headers.get("content-type") ?? "application/octet-stream";
  return new Response(found.body, { status, headers: { ...HEADERS, "content-type": type } });
}

/** Why a file is not there is the operator's business. */
const forStranger = (found: Response): Response =>
  found.headers.get("content-type")?.startsWith("application/json") ? refuse(failure("ADMIN102")) : found;

const isFetcher = (bound: unknown): bound is Pick<Fetcher, "fetch"> => answersTo(bound, "fetch");
