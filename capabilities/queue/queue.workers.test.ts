import { env } from "cloudflare:workers";
import { queueContract, type SentMessage } from "../../testing/contracts/queue.ts";

queueContract(
  "a Workers queue",
  () => {
    const calls: (readonly SentMessage[])[] = [];
    return { bound: recording(env.TEST_QUEUE, calls), calls: () => calls };
  },
  () => env.TEST_BUCKET,
);

/** The real producer, with each call's messages written down: who consumes them is another test's business. */
function recording(queue: Queue, calls: (readonly SentMessage[])[]): Queue {
  return {
    metrics: () => queue.metrics(),
    send: (body, options) => {
      calls.push([structuredClone({ body, ...options })]);
      return queue.send(body, options);
    },
    sendBatch: (messages, options) => {
      const batch = [...messages];
      calls.push(structuredClone(batch));
      return queue.sendBatch(batch, options);
    },
  };
}
