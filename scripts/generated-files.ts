import { capabilitiesPage } from "../capabilities/page.ts";
import { telemetryFiles } from "../telemetry/generated-files.ts";
import { capabilityExamples } from "./capability-examples.ts";
import { cliPage } from "./cli-page.ts";
import { errorsPage } from "./errors-page.ts";
import { flowIrJsonSchema, invocationJsonSchema } from "./json-schemas.ts";
import { preflightPage } from "./preflight-page.ts";
import { testingPage } from "./testing-page.ts";

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
  ...telemetryFiles,
];
