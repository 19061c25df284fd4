/** What a CloudEvents String must not hold: control characters, noncharacters and lone surrogates (spec, Type System). */
const FORBIDDEN = /\p{Control}|\p{Noncharacter_Code_Point}|\p{Surrogate}/gu;

/** Any string as an attribute's value, one to one: what is forbidden, and `\`, as `\uXXXX`. */
export function escapeAttribute(text: string): string {
  return escapeJson(text.replaceAll("\\", "\\u005c"));
}

export function unescapeAttribute(text: string): string {
  return text.replaceAll(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** JSON text as an attribute's value: it stays JSON text of the same value. */
export function escapeJson(json: string): string {
  return json.replaceAll(FORBIDDEN, (found) =>
    Array.from({ length: found.length }, (_, at) => unit(found, at)).join(""),
  );
}

function unit(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`;
}
