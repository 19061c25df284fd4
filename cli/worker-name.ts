/** A name that a Worker may have: small letters, digits and dashes, at most 63 of them. */
export function workerName(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 63).replace(/-$/, "") || "flows";
}
