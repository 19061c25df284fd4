import { describe, expect, it } from "vitest";
import { secret } from "../../capabilities/secret/secret.ts";
import { handleOf } from "../../kit/handle-of.ts";

/** What every place for secrets has to do. `bind` gives one with this value. */
export function secretContract(provider: string, bind: (value: string) => unknown): void {
  describe(`secret over ${provider}`, () => {
    const key = () => handleOf(secret("API_KEY"), bind("s3cr3t-value"));

    it("reveals its value when it is asked to", async () => {
      expect(await key().reveal()).toBe("s3cr3t-value");
    });

    it("shows nothing of it wherever it is printed", () => {
      const shown = [
        String(key()),
        `${key()}`,
        JSON.stringify({ key: key(), list: [key()] }),
        JSON.stringify(Object.entries(key())),
        JSON.stringify({ ...key() }),
        Object.getOwnPropertyNames(key()).join(),
        String(Object.assign(new Error("failed"), { key: key() }).key),
      ];
      expect(shown.join("\n")).not.toContain("s3cr3t");
      expect(shown[0]).toBe("[secret API_KEY]");
      expect(shown[2]).toBe('{"key":"[secret API_KEY]","list":["[secret API_KEY]"]}');
    });
  });
}
