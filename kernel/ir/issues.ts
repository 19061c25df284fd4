import type * as v from "valibot";
import { escapeSegment } from "../json.ts";

/** Where in the document an issue of valibot lies, as a JSON Pointer; "" is the document itself. */
export function issuePointer(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? []).map(({ key }) => `/${escapeSegment(String(key))}`).join("");
}
