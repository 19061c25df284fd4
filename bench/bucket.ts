import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands for R2 behind workerd's own binding, and speaks its protocol: drops what is put and makes up what is got, so
 * that all memory of the workerd process is that of the Worker. An object's key is its size in bytes.
 */
export interface Bucket {
  readonly port: number;
  /** Bytes of objects and parts that came in so far. */
  readonly received: () => number;
  readonly stop: () => Promise<void>;
}

interface Asked {
  readonly method: string;
  readonly object: string;
}

const METADATA_SIZE = "cf-r2-metadata-size";
const PIECE = Buffer.alloc(64 * 1024, 7);

export async function startBucket(): Promise<Bucket> {
  let received = 0;
  const server = createServer((request, response) => {
    const answer = request.method === "GET" ? get(request, response) : put(request, response);
    answer.then(
      (bytes) => {
        received += bytes;
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { port: (server.address() as AddressInfo).port, received: () => received, stop };
}

/** What is asked stands in a header; what is answered before the object's bytes. */
async function get(request: IncomingMessage, response: ServerResponse): Promise<number> {
  const { object }: Asked = JSON.parse(String(request.headers["cf-r2-request"]));
  const about = aboutObject(object, Number(object));
  response.writeHead(200, {
    [METADATA_SIZE]: about.byteLength,
    "content-length": about.byteLength + Number(object),
  });
  response.write(about);
  for (let left = Number(object); left > 0; left -= PIECE.byteLength) {
    if (!response.write(PIECE.subarray(0, left))) await once(response, "drain");
  }
  response.end();
  return 0;
}

/** What is asked stands before the bytes, in one body. Gives how many bytes those were. */
async function put(request: IncomingMessage, response: ServerResponse): Promise<number> {
  const headBytes = Number(request.headers[METADATA_SIZE]);
  const head: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (bytes < headBytes) head.push(chunk.subarray(0, headBytes - bytes));
    bytes += chunk.byteLength;
  }
  const { method, object }: Asked = JSON.parse(Buffer.concat(head).toString());
  const answer = answerTo(method, object);
  response.writeHead(200, { [METADATA_SIZE]: answer.byteLength, "content-length": answer.byteLength }).end(answer);
  return bytes - headBytes;
}

function answerTo(method: string, object: string): Buffer {
  if (method === "createMultipartUpload") return json({ uploadId: "upload" });
  if (method === "uploadPart") return json({ etag: "part" });
  return method === "abortMultipartUpload" ? Buffer.alloc(0) : aboutObject(object, Number(object));
}

function aboutObject(name: string, size: number): Buffer {
  return json({ name, version: "1", size, etag: "etag", uploaded: 0, httpFields: {}, customFields: [], checksums: {} });
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
