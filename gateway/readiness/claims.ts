import { validateTogether } from "../../kernel/validate/together.ts";
import type { FlowRule } from "./rule.ts";

/** DAG103 and DAG205: no two flows claim one route or queue, or have one name. */
export const flowsAreApart: FlowRule = ({ flows, catalog }) =>
  validateTogether(
    flows.map(({ ir }) => ir),
    catalog,
  );
