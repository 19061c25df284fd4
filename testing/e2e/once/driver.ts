/** A queue's message as the platform hands it over. */
interface Sent {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
}

interface Handlers {
  queue(name: string, messages: readonly (Sent & { readonly timestamp: Date })[]): Promise<unknown>;
  scheduled(tick: { readonly scheduledTime: Date; readonly cron: string }): Promise<unknown>;
}

interface Bound {
  readonly GATEWAY: Handlers;
  readonly RPC: { invoke(call: unknown): Promise<unknown> };
}

/** Stands for the platform: hands over messages and ticks, and calls flows by name as another Worker does. */
export default {
  async fetch(request: Request, { GATEWAY, RPC }: Bound): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const body: unknown = await request.json();
    switch (pathname) {
      case "/queue": {
        const messages = (body as readonly Sent[]).map((message) => ({ ...message, timestamp: new Date() }));
        return Response.json(await GATEWAY.queue(searchParams.get("name") ?? "", messages));
      }
      case "/tick":
        return Response.json(await GATEWAY.scheduled({ scheduledTime: new Date(body as number), cron: "*/5 * * * *" }));
      default:
        return Response.json(await RPC.invoke(body));
    }
  },
};
