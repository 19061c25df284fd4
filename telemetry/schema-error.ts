import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { SecretNames } from "../base/secret-names.ts";
import { loggedIssues } from "../kernel/run/misfit.ts";

/**
 * What a log may have of an error that a schema's library threw, as from `v.parse` in a node; undefined for any other. Its
 * message and issues quote what did not fit: where and why is left of them, and the stack.
 */
export function schemaError(error: Error, isSecretName: SecretNames): Record<string, unknown> | undefined {
  const issues = issuesOf(error);
  if (issues === undefined) return undefined;
  return {
    message: "a value does not fit its schema",
    ...(issues.length > 0 && loggedIssues(issues, isSecretName)),
    stack: framesOf(error),
  };
}

type Issues = readonly StandardSchemaV1.Issue[];

/** As valibot, zod and the standard's own error have them, and arktype. Effect's are a tree of its own. */
function issuesOf(error: Error): Issues | undefined {
  if ("issues" in error && areIssues(error.issues)) return error.issues;
  if ("arkErrors" in error && areIssues(error.arkErrors)) return error.arkErrors;
  return "issue" in error && /^(?:Parse|Schema)Error$/.test(error.name) ? [] : undefined;
}

function areIssues(found: unknown): found is Issues {
  return Array.isArray(found) && found.length > 0 && found.every(isIssue);
}

function isIssue(found: unknown): boolean {
  if (typeof found !== "object" || found === null || found instanceof Error) return false;
  const { message, path } = found as { readonly message?: unknown; readonly path?: unknown };
  return typeof message === "string" && (path === undefined || Array.isArray(path));
}

/** A stack begins with the message, of which a line may look like a frame but for its place. */
function framesOf({ stack = "" }: Error): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .join("\n");
}
