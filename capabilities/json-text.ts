import { jsonProblem } from "../kernel/json.ts";
import { capabilityError, type Place } from "./error.ts";

/** JSON text of `value`. Throws `invalid` where JSON cannot say it: undefined, a cycle, NaN, an instance of a class. */
export function toJsonText(at: Place, value: unknown): string {
  const problem = jsonProblem(value);
  if (!problem) return JSON.stringify(value);
  const where = problem.pointer && ` at ${problem.pointer}`;
  throw capabilityError("invalid", at, { message: `the value is not JSON${where}: ${problem.reason}` });
}

/** What `toJsonText` was given. Throws `invalid` for what another program stored in another form. */
export function fromJsonText(at: Place, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw capabilityError("invalid", at, { message: "the stored value is not JSON", cause });
  }
}
