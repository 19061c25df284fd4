import type * as v from "valibot";
import { escapeSegment } from "../json.ts";

/** Where in the document an issue of valibot lies, as a JSON Pointer; "" is the document itself. */
export function issuePointer(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? []).map(({ key }) => `/${escapeSegment(String(key))}`).join("");
}

/** Whether the issue is a field that is not there. Then the path leads to it, and the message is of no use. */
export function isMissing({ type, expected, received }: v.BaseIssue<unknown>): boolean {
  return type === "loose_object" && received === "undefined" && expected !== "Object";
}
