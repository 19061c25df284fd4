import { adminSecretsStore } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import { secretContract } from "../../testing/contracts/secret.ts";
import { secret } from "./secret.ts";

secretContract("a variable", (value) => value);

describe("secret over a Secrets Store", () => {
  it("says that it is not there, then reveals it", async () => {
    const key = handleOf(secret("TEST_SECRET"), env.TEST_SECRET);
    expect(await reasonOf(key.reveal())).toBe("not_found");
    await adminSecretsStore(env.TEST_SECRET).create("s3cr3t");
    expect(await key.reveal()).toBe("s3cr3t");
    expect(`${key}`).toBe("[secret TEST_SECRET]");
  });
});
