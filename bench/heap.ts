/** What an isolate holds, by the inspector of workerd. */
export interface Heap {
  /** Bytes that are reachable, buffers included: garbage is collected before. Undefined while the isolate is idle. */
  readonly heldBytes: () => Promise<number | undefined>;
  readonly close: () => void;
}

interface Usage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

/** An idle isolate does not answer. */
const ANSWER_TIMEOUT_MS = 2_000;

export async function inspectHeap(port: number, worker: string): Promise<Heap> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${worker}`);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")));
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result);
  });
  let asked = 0;
  const ask = (method: string): Promise<unknown> =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      setTimeout(resolve, ANSWER_TIMEOUT_MS);
      socket.send(JSON.stringify({ id: asked, method }));
    });
  return {
    heldBytes: async () => {
      await ask("HeapProfiler.collectGarbage");
      const usage = (await ask("Runtime.getHeapUsage")) as Usage | undefined;
      return usage && usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
    },
    close: () => socket.close(),
  };
}
