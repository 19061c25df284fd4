import canonicalize from "canonicalize";
import { toBase64 } from "../../base/base64.ts";
import { sha256Base64Url } from "../../base/hash.ts";
import { MAX_JSON_DEPTH } from "../../kernel/json.ts";

/** The same hash for equal values, however their JSON was written (RFC 8785). What JSON has no form for counts, too. */
export async function fingerprint(value: unknown): Promise<string> {
  return sha256Base64Url(canonicalize(asJson(value, 0)) ?? "");
}

/** Before a name that stands for no JSON: JSON text with such a name is not met where it could be taken for another. */
const MARK = "\u0000";

function asJson(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? value : marked("text", JSON.stringify(value));
    case "number":
      return Number.isFinite(value) ? value : marked("number", String(value));
    case "bigint":
      return marked("bigint", String(value));
    case "object":
      return value === null ? null : objectAsJson(value, depth);
    default:
      return value;
  }
}

function objectAsJson(value: object, depth: number): unknown {
  if (depth >= MAX_JSON_DEPTH) return marked("deep", true);
  const inner = (member: unknown) => asJson(member, depth + 1);
  if (Array.isArray(value)) return value.map(inner);
  if ("toJSON" in value && typeof value.toJSON === "function") return inner(value.toJSON());
  if (value instanceof ArrayBuffer) return marked("bytes", toBase64(new Uint8Array(value)));
  if (ArrayBuffer.isView(value)) {
    return marked("bytes", toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
  }
  if (value instanceof Map) return marked("map", [...value].map(inner));
  if (value instanceof Set) return marked("set", [...value].map(inner));
  if (value instanceof ReadableStream) return marked("stream", true);
  const members: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    members[name.isWellFormed() ? name : MARK + JSON.stringify(name)] = inner(member);
  }
  return members;
}

function marked(kind: string, value: unknown): Record<string, unknown> {
  return { [MARK + kind]: value };
}
