import { env } from "cloudflare:workers";
import { dbContract } from "../../testing/contracts/db.ts";

dbContract("D1", () => env.TEST_DB);
