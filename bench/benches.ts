import type { Bench } from "./bench.ts";
import { http } from "./http.ts";

/** In the order they run and print. */
export const benches = [http] as const satisfies readonly Bench[];
