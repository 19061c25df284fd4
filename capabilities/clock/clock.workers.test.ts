import { timeContract } from "../../testing/contracts/time.ts";

timeContract("the platform", () => ({ bound: undefined, pass: async () => undefined }));
