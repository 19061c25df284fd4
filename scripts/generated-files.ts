import { capabilitiesPage } from "../docs/pages/capabilities-page.ts";
import { capabilityExamples } from "../docs/pages/capability-examples.ts";
import { cliPage } from "../docs/pages/cli-page.ts";
import { errorsPage } from "../docs/pages/errors-page.ts";
import { metricsPage } from "../docs/pages/metrics-page.ts";
import { preflightPage } from "../docs/pages/preflight-page.ts";
import { testingPage } from "../docs/pages/testing-page.ts";
import { telemetryFiles } from "../telemetry/generated-files.ts";
import { flowIrJsonSchema, invocationJsonSchema } from "./json-schemas.ts";

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly make: () => string | Promise<string>;
}

/** Everything in the repository that is made of something else in it. A test fails when one differs. */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: "kernel/ir/flow-ir.schema.json", make: flowIrJsonSchema },
  { path: "kernel/invocation.schema.json", make: invocationJsonSchema },
  { path: "docs/errors.md", make: errorsPage },
  { path: "docs/capabilities.md", make: () => capabilitiesPage(capabilityExamples()) },
  { path: "docs/preflight.md", make: preflightPage },
  { path: "docs/cli.md", make: cliPage },
  { path: "docs/testing.md", make: testingPage },
  { path: "docs/metrics.md", make: metricsPage },
  ...telemetryFiles,
];
