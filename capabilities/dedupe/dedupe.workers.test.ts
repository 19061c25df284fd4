import { env } from "cloudflare:workers";
import { dedupeContract } from "../../testing/contracts/dedupe.ts";

dedupeContract("Durable Objects", () => env.LEDGER);
