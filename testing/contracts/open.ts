import { type CapabilityErrorReason, capabilityErrorReason } from "../../capabilities/error.ts";
import { type Failure, FlowError } from "../../kernel/errors/failure.ts";

/** Why `work` fails: a capability's reason, or what else came of it. */
export async function reasonOf(work: Promise<unknown>): Promise<CapabilityErrorReason | "done" | "another error"> {
  return work.then(
    () => "done",
    (error: unknown) => capabilityErrorReason(error) ?? "another error",
  );
}

/** The failure that `work` rejects with; undefined where it does not, or with another error. */
export async function failureOf(work: Promise<unknown>): Promise<Failure | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof FlowError ? error.failure : undefined),
  );
}
