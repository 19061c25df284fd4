import { effectExamples } from "./effects.ts";
import type { Example } from "./example.ts";
import { graphExamples } from "./graph.ts";
import { surfaceExamples } from "./surfaces.ts";

/** One for each code that validation of a document can raise. `docs/errors.md` shows them. */
export const examples: readonly Example[] = [...graphExamples, ...surfaceExamples, ...effectExamples];
