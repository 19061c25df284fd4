import { describe, expect, it } from "vitest";
import { secret } from "../../capabilities/secret/secret.ts";
import { checkConfig } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";

const flow = flowOf("pay", [], { key: secret("STRIPE_KEY") });
const check = (text: string) => checkConfig([flow], `compatibility_date = "2026-10-23"\n${text}`);

describe("secretsAreDeclared", () => {
  it.each([
    '[secrets]\nrequired = ["STRIPE_KEY"]',
    '[vars]\nSTRIPE_KEY = "test"',
    '[[secrets_store_secrets]]\nbinding = "STRIPE_KEY"\nstore_id = "1"\nsecret_name = "x"',
  ])("takes one that is declared: %s", (text) => {
    expect(check(text)).toEqual([]);
  });

  it("says SECR201 for one that is not, with all that has to stand there", () => {
    expect(check('[secrets]\nrequired = ["OTHER"]')).toEqual([
      {
        code: "SECR201",
        severity: "error",
        message:
          "`key` reads the secret STRIPE_KEY, which wrangler.toml does not declare; its value is set by " +
          "`npx wrangler secret put STRIPE_KEY`, locally by a line in .dev.vars",
        location: { flow: "pay", node: "only", file: "wrangler.toml", key: "secrets.required" },
        fix: '# in [secrets]\nrequired = ["OTHER", "STRIPE_KEY"]\n',
      },
    ]);
  });

  it("does not take a binding of another kind for it", () => {
    expect(check('[[kv_namespaces]]\nbinding = "STRIPE_KEY"')).toMatchObject([{ code: "SECR201" }]);
  });

  it("asks an environment for its own", () => {
    const text = '[secrets]\nrequired = ["STRIPE_KEY"]\n[env.staging]\n';
    const [finding] = checkConfig([flow], `compatibility_date = "2026-10-23"\n${text}`, { environment: "staging" });
    expect(finding?.fix).toBe('[env.staging.secrets]\nrequired = ["STRIPE_KEY"]\n');
  });
});
