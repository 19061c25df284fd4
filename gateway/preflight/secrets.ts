import { diagnostic } from "../../kernel/errors/diagnostic.ts";
import { listBindings } from "./binding-list.ts";
import type { ConfigRule } from "./config-rule.ts";
import { keyFragment } from "./fragment.ts";
import { keyOf } from "./wrangler-config.ts";

const SECTIONS = ["vars", "secrets.required", "secrets_store_secrets"];

/** SECR201: each secret is a variable, one of the declared secrets, or one of a Secrets Store. */
export const secretsAreDeclared: ConfigRule = ({ uses }, config) => {
  const listed = listBindings(config).filter(({ section }) => SECTIONS.includes(section));
  const names = new Set(listed.map(({ name }) => name));
  const missing = uses.filter(({ use }) => use.kind === "secret" && !names.has(use.binding ?? ""));
  const declared = config.settings.secrets?.required ?? [];
  const all = [...new Set([...declared, ...missing.map(({ use }) => use.binding ?? "")])];
  return missing.map(({ flow, node, name, use }) => {
    const at = { flow, node, file: config.file, key: keyOf(config, "secrets", "required") };
    const message =
      `\`${name}\` reads the secret ${use.binding}, which ${config.file} does not declare; its value is set by ` +
      `\`npx wrangler secret put ${use.binding}\`, locally by a line in .dev.vars`;
    return diagnostic("SECR201", message, at, keyFragment(config, "secrets", "required", all));
  });
};
