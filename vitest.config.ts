import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { answer } from "./testing/contracts/http-answers.ts";

const elsewhere = ["**/node_modules/**", "**/dist/**", "**/.wrangler/**"];

export default defineConfig({
  test: {
    coverage: {
      provider: "istanbul",
      include: ["kernel/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: [["text", { skipFull: true }], "html"],
      thresholds: { branches: 95 },
    },
    projects: [
      {
        test: {
          name: "node",
          include: ["**/*.test.ts"],
          exclude: [...elsewhere, "**/*.workers.test.ts", "**/*.e2e.test.ts"],
          // Long enough that a busy machine fails nothing: speed is the bench's business.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            remoteBindings: false,
            miniflare: {
              // Gives tests `exports.default.queue()` and `.scheduled()` with the platform's real result.
              compatibilityFlags: ["service_binding_extra_handlers"],
              queueConsumers: { orders: { maxBatchTimeout: 0.05 } },
              // For the contract suites of the capabilities; typed in testing/bindings.d.ts.
              kvNamespaces: ["TEST_KV"],
              r2Buckets: ["TEST_BUCKET"],
              d1Databases: ["TEST_DB"],
              queueProducers: { TEST_QUEUE: { queueName: "test" } },
              secretsStoreSecrets: { TEST_SECRET: { store_id: "test", secret_name: "test" } },
              serviceBindings: { TEST_HTTP: answer },
              durableObjects: { TEST_STATE: { className: "KeyedState", useSQLite: true } },
            },
          }),
        ],
        test: { name: "workers", include: ["**/*.workers.test.ts"], exclude: elsewhere, testTimeout: 60_000 },
      },
      {
        test: {
          name: "e2e",
          // What a browser or a started gateway does takes longer on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          include: ["**/*.e2e.test.ts"],
          exclude: elsewhere,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
