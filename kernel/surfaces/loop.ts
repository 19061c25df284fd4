import type { Surface } from "./surface.ts";
import { unsupported } from "./unsupported.ts";

/** Reserved. */
export const loopSurface: Surface = { kind: "loop", second: "CTRL901", check: unsupported };
