import type { GatewayRoute } from "../features/feature.ts";
import { type Listing, listFlows } from "../mount/listing.ts";
import type { MountedFlow } from "../mount/mount.ts";
import { readyzResponse } from "../readiness/readiness.ts";
import { homePage } from "./home-page.ts";

/** What the gateway itself answers: what is mounted, and whether it is up. */
export function ownRoutes(flows: readonly MountedFlow[]): readonly GatewayRoute[] {
  const listing = listFlows(flows);
  return [
    {
      method: "GET",
      path: "/",
      handle: ({ request }, { unready }) => home(request, { ...listing, unready: [...unready.keys()] }),
    },
    { method: "GET", path: "/readyz", handle: (_event, { readiness }) => readyzResponse(readiness) },
    {
      method: "GET",
      path: "/healthz",
      handle: (_event, { unready, workerVersion }) =>
        Response.json({ ok: true, flows: flows.length, unready: [...unready.keys()], version: workerVersion }),
    },
  ];
}

function home(request: Request, listing: Listing): Response {
  const wantsHtml = request.headers.get("accept")?.includes("text/html") ?? false;
  if (!wantsHtml) return Response.json(listing);
  return new Response(homePage(listing), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}
