import type { Surface } from "./surface.ts";
import { unsupported } from "./unsupported.ts";

/** Tumbling windows over messages. Reserved. */
export const windowSurface: Surface = { kind: "window", second: "CTRL901", check: unsupported };
