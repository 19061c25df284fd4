/** How long the run of a node that ignores its signal may take. */
export const GUARD_MS = 50;
