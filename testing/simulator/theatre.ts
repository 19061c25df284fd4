import { createGateway, type Gateway } from "../../gateway/create-gateway.ts";
import type { Feature } from "../../gateway/features/feature.ts";
import { aftermath } from "./aftermath.ts";
import type { Cast } from "./cast.ts";
import { FEATURES } from "./features.ts";
import { simulatedFlows } from "./flows.ts";
import { play } from "./history.ts";
import { objectClasses } from "./object-classes.ts";
import { Objects } from "./objects.ts";
import { judge } from "./oracle.ts";
import { seeded } from "./random.ts";
import { takeOver } from "./take-over.ts";

/** Where histories are played: one process whose time, randomness and objects are the simulator's. */
export interface Theatre {
  /** Plays one history and says what was wrong with it, and which calls were disturbed. */
  readonly play: (
    seed: number,
    cast: Cast,
  ) => Promise<{ readonly wrong: readonly string[]; readonly trace: readonly string[] }>;
  readonly close: () => void;
}

export interface TheatreOptions {
  /** In place of the gateway's own features. */
  readonly features?: readonly Feature[];
  /** Puts a fault back. */
  readonly spoil?: (gateway: Gateway) => Gateway;
}

export async function openTheatre({
  features = FEATURES,
  spoil = (gateway) => gateway,
}: TheatreOptions = {}): Promise<Theatre> {
  const { Ledger, Records } = await objectClasses();
  const objects = { ledger: new Objects(Ledger, 2), records: new Objects(Records, 1) };
  const { time, draw, giveBack } = takeOver();
  const stage = { turns: 0, mended: false, seen: new Set<string>() };
  const isFirst = (id: string) => stage.seen.size < stage.seen.add(id).size;
  const flows = simulatedFlows({ turn: () => ++stage.turns, isMended: () => stage.mended, isFirst });
  const gateway = spoil(createGateway({ flows, sinks: [], features }));
  return {
    play: async (seed, cast) => {
      draw(seeded(~seed).next);
      stage.seen.clear();
      Object.assign(stage, { turns: 0, mended: false });
      const history = await play(seed, { gateway, time, objects, stage, cast });
      const wrong = [...(await judge(history)), ...(await aftermath(history.world, time))];
      time.clear();
      objects.ledger.clear();
      objects.records.clear();
      return { wrong, trace: history.world.trace };
    },
    close: giveBack,
  };
}
