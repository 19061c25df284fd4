import { dedupeContract } from "../../testing/contracts/dedupe.ts";
import { memoryDedupe } from "./memory.ts";

const shared = memoryDedupe();
dedupeContract("memory", () => shared);
