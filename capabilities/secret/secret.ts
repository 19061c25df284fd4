import { answersTo, hasMethods } from "../../base/bindings.ts";
import type { CapabilityUse } from "../../kernel/author/uses.ts";
import type { HintRule } from "../../kernel/catalog.ts";
import type { Capability } from "../capability.ts";
import { capabilityError, mappingErrors, messageOf } from "../error.ts";
import { SECRET_LIMITS } from "../limits.ts";
import { Secret } from "./redacted.ts";

const hints: readonly HintRule[] = [{ hint: "resource::secret", effects: "read_only", determinism: "stable" }];

/** One named secret: a variable, a secret of the Worker, or one of a Secrets Store. */
export function secret(name: string): CapabilityUse<Secret> {
  return { kind: "secret", provider: secretCapability, binding: name, access: "read", hints, options: {} };
}

export const secretCapability: Capability = {
  kind: "secret",
  hints,
  guarantees: {
    durability: "durable",
    limits: SECRET_LIMITS,
    notes: ["Prints as [secret NAME] everywhere; what `reveal` gives does not."],
  },
  binding: {
    noun: "a secret",
    section: "secrets.required",
    entry: ({ binding = "" }) => ({ required: [binding] }),
    remedy: ({ binding }) => `set it: npx wrangler secret put ${binding}, locally a line ${binding}=... in .dev.vars`,
  },
  open: (use, bound) => {
    const name = use.binding ?? "";
    const read = readerOf(name, bound);
    return read && { scope: "isolate", handle: new Secret(name, read) };
  },
};

function readerOf(name: string, bound: unknown): (() => Promise<string>) | undefined {
  if (typeof bound === "string") return bound === "" ? undefined : async () => bound;
  if (!isStored(bound)) return undefined;
  const at = { resource: "secret", binding: name };
  return () =>
    mappingErrors(
      at,
      (error) => (/not found/i.test(messageOf(error)) ? "not_found" : undefined),
      async () => {
        const value = await bound.get();
        if (value === "") throw capabilityError("not_found", at, { message: "the secret is empty" });
        return value;
      },
    );
}

/** A Secrets Store binding has `get` alone; a namespace or a bucket has more. Locally it answers to every name. */
function isStored(bound: unknown): bound is { get(): Promise<string> } {
  return answersTo(bound, "get") && !hasMethods(bound, ["put"]) && !hasMethods(bound, ["getByName"]);
}
