/** The other side of the `http` contract: what it answers is in the URL. */
export async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, first, second = ""] = url.pathname.split("/");
  switch (first) {
    case "echo":
      return Response.json({
        method: request.method,
        host: url.host,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      });
    case "status":
      return new Response(["204", "304"].includes(second) ? null : "body", {
        status: Number(second),
        headers: url.searchParams.has("wait") ? { "retry-after": url.searchParams.get("wait") ?? "" } : {},
      });
    case "to":
      return new Response(null, { status: Number(second), headers: { location: url.searchParams.get("url") ?? "" } });
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, Number(second)));
      return new Response("late");
    case "drip":
      return new Response(drip(Number(second)));
    default:
      return new Response("nothing here", { status: 404 });
  }
}

/** Two pieces, `delayMs` apart. */
function drip(delayMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(encoder.encode("first,"));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      controller.enqueue(encoder.encode("second"));
      controller.close();
    },
  });
}
