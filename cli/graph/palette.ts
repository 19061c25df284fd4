import type { Effects } from "../../kernel/ir/levels.ts";

/** What a node does to the world, as a colour that dark text reads well on. */
export const FILL: Readonly<Record<Effects, string>> = {
  pure: "#f4f4f5",
  read_only: "#dbeafe",
  effectful: "#fed7aa",
};
