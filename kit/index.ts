/** The test kit, by hand: `flowgate/testing`. Runs in plain Node and in workerd. */

export { memoryBlob } from "../capabilities/blob/memory.ts";
export { memoryCache } from "../capabilities/cache/memory.ts";
export { memoryClock } from "../capabilities/clock/memory.ts";
export { memoryDb, type SqlEngine } from "../capabilities/db/memory.ts";
export { memoryDedupe } from "../capabilities/dedupe/memory.ts";
export { memoryHttp } from "../capabilities/http/memory.ts";
export { memoryKv } from "../capabilities/kv/memory.ts";
export { memoryQueue } from "../capabilities/queue/memory.ts";
export { seededRng } from "../capabilities/rng/memory.ts";
export { memoryState } from "../capabilities/state/memory.ts";
export { memoryObjects } from "../capabilities/state/memory-objects.ts";
export { FakeClock } from "./fake-clock.ts";
export { type FaultOptions, withFaults } from "./faults.ts";
export { type MemoryEnvOptions, memoryEnv, type TestEnv } from "./memory-env.ts";
export { type FlowRun, type RunFlowOptions, runFlow } from "./run-flow.ts";
export { seededRandom } from "./seeded-random.ts";
export { type ConsumerRules, type Fate, fateOf } from "./settlement.ts";
export {
  type DeliveredMessage,
  type TestGateway,
  type TestGatewayOptions,
  type TestRequest,
  testGateway,
} from "./test-gateway.ts";
