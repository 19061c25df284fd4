import { env } from "cloudflare:workers";
import { kvContract } from "../../testing/contracts/kv.ts";

kvContract("a KV namespace", () => env.TEST_KV);
