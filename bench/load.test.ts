import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { answerLength, load } from "./load.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function listen(answer: (count: number) => { readonly status: number; readonly body: string }): Promise<number> {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const { status, body } = answer(count++);
      response.writeHead(status, { "content-length": body.length }).end(body);
    });
  });
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

describe("load", () => {
  it("counts the answers of all connections", async () => {
    let answered = 0;
    const port = await listen(() => {
      answered++;
      return { status: 200, body: "ok" };
    });
    const { requests } = await load({ shot: { port, path: "/", body: "{}" }, connections: 3, durationMs: 50 });
    expect(requests).toBe(answered);
    expect(requests).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ["another status", () => ({ status: 500, body: "ok" })],
    ["another length", (count: number) => ({ status: 200, body: "x".repeat(1 + (count % 2)) })],
  ])("gives up on %s", async (_what, answer) => {
    const shot = { port: await listen(answer), path: "/", body: "{}" };
    await expect(load({ shot, connections: 1, durationMs: 5_000 })).rejects.toThrow("not expected");
  });
});

describe("answerLength", () => {
  it("is that of the head and the body, whatever the header's case", () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nx: y\r\n\r\n";
    expect(answerLength(Buffer.from(`${head}{"par`))).toBe(head.length + 12);
  });

  it.each(["HTTP/1.1 200 OK\r\ncontent-length: 1", "HTTP/1.1 200 OK\r\nx: y\r\n\r\n"])(
    "is undefined where the head does not say: %j",
    (start) => {
      expect(answerLength(Buffer.from(start))).toBeUndefined();
    },
  );
});
