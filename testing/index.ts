/** The test kit, by hand: `flowgate/testing`. Runs in plain Node and in workerd. */

export { FakeClock } from "./fake-clock.ts";
export { type FaultOptions, withFaults } from "./kit/faults.ts";
export { type MemoryEnvOptions, memoryEnv, type TestEnv } from "./kit/memory-env.ts";
export { type FlowRun, type RunFlowOptions, runFlow } from "./kit/run-flow.ts";
export { seededRandom } from "./kit/seeded-random.ts";
export { type ConsumerRules, type Fate, fateOf } from "./kit/settlement.ts";
export {
  type DeliveredMessage,
  type TestGateway,
  type TestGatewayOptions,
  type TestRequest,
  testGateway,
} from "./kit/test-gateway.ts";
