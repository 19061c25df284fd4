import { env } from "cloudflare:workers";
import { stateContract } from "../../testing/contracts/state.ts";

stateContract("Durable Objects", () => env.TEST_STATE);
