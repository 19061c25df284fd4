import type { GatewayRoute } from "../features/feature.ts";
import { type Listing, listFlows } from "../mount/listing.ts";
import type { MountedFlow } from "../mount/mount.ts";
import { readyzResponse } from "../readiness/readiness.ts";
import { homePage } from "./home-page.ts";

/** What the gateway itself answers: that it is up to everyone, and what is mounted and ready to whom it may concern. */
export function ownRoutes(flows: readonly MountedFlow[]): readonly GatewayRoute[] {
  const listing = listFlows(flows);
  return [
    {
      method: "GET",
      path: "/healthz",
      handle: () => Response.json({ ok: true }, { headers: { "cache-control": "no-store" } }),
    },
    {
      method: "GET",
      path: "/",
      closed: "/",
      handle: ({ request }, { unready }) => home(request, { ...listing, unready: [...unready.keys()] }),
    },
    {
      method: "GET",
      path: "/readyz",
      closed: "/readyz",
      handle: (_event, { readiness, workerVersion }) => readyzResponse(readiness, workerVersion),
    },
  ];
}

function home(request: Request, listing: Listing): Response {
  const wantsHtml = request.headers.get("accept")?.includes("text/html") ?? false;
  if (!wantsHtml) return Response.json(listing, { headers: { "cache-control": "no-store" } });
  return new Response(homePage(listing), {
    headers: {
      "cache-control": "no-store",
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}
