import { chanceContract } from "../../testing/contracts/chance.ts";

chanceContract("the platform", () => undefined);
