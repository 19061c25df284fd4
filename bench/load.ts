import { connect, type Socket } from "node:net";

/** One request, sent again and again. */
export interface Shot {
  readonly port: number;
  readonly path: string;
  readonly body: string;
}

export interface Load {
  readonly shot: Shot;
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly elapsedMs: number;
}

/**
 * Sends the same request over kept-alive connections for a while, each connection the next one as soon as it has its
 * answer. Every answer has to say 200 and be as long as the first; no more is looked at, so that a request costs this
 * side a small part of what it costs the other.
 */
export async function load({ shot, connections, durationMs }: Load): Promise<LoadResult> {
  const request = requestOf(shot);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(shot.port)));
  const startedAtMs = performance.now();
  try {
    const counts = await Promise.all(sockets.map((socket) => drive(socket, request, startedAtMs + durationMs)));
    const requests = counts.reduce((sum, count) => sum + count, 0);
    return { requests, elapsedMs: performance.now() - startedAtMs };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function requestOf({ port, path, body }: Shot): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    "user-agent: flowgate-bench",
    "accept: */*",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Requests answered until `endsAtMs`. */
function drive(socket: Socket, request: Buffer, endsAtMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let expected: number | undefined;
    let received = 0;
    const next = (chunk: Buffer) => {
      expected ??= answerLength(chunk);
      received += chunk.byteLength;
      if (expected === undefined || received > expected || (received === chunk.byteLength && !isOk(chunk))) {
        reject(new Error(`an answer that was not expected: ${chunk.toString()}`));
      } else if (received === expected) {
        received = 0;
        answered++;
        if (performance.now() < endsAtMs) socket.write(request);
        else resolve(answered);
      }
    };
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection")));
    socket.on("data", next);
    socket.write(request);
  });
}

function isOk(start: Buffer): boolean {
  return start.toString("latin1", 0, 13) === "HTTP/1.1 200 ";
}

/** Bytes of a whole answer, by its head; undefined when that does not say. */
export function answerLength(start: Buffer): number | undefined {
  const headEnd = start.indexOf("\r\n\r\n");
  const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(start.toString("latin1", 0, headEnd + 2)) ?? [];
  return headEnd === -1 || length === undefined ? undefined : headEnd + 4 + Number(length);
}
