import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { isAnalyticsBinding } from "./binding.ts";

it("takes no binding of another kind for the analytics binding", () => {
  expect(isAnalyticsBinding({ query: () => undefined })).toBe(true);
  const taken = Object.entries(env).filter(([, bound]) => isAnalyticsBinding(bound));
  expect(taken.map(([name]) => name)).toEqual([]);
});
