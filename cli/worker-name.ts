import { InvalidArgumentError } from "commander";

/** A name that a Worker may have: small letters, digits and dashes, at most 63 of them. */
export function workerName(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 63).replace(/-$/, "") || "flows";
}

/** An option's value that has to be such a name, as wrangler takes it, and is not made into one. */
export function givenWorkerName(text: string): string {
  if (/^[a-z0-9_][a-z0-9_-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError("It takes small letters, digits, dashes and underscores, at most 63.");
}
