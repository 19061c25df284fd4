const MAX_WIDTH = 110;

/** JSON that breaks only what does not fit on a line. */
export function printed(value: unknown, indent: string): string {
  const line = inline(value);
  if (typeof value !== "object" || value === null || indent.length + line.length <= MAX_WIDTH) return line;
  const deeper = `${indent}  `;
  const [open, close, members] = Array.isArray(value)
    ? ["[", "]", value.map((item) => printed(item, deeper))]
    : ["{", "}", Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${printed(member, deeper)}`)];
  return `${open}\n${members.map((member) => deeper + member).join(",\n")}\n${indent}${close}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inline(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
