import { CliError } from "./cli-error.ts";
import { uncaughtFileError } from "./files/file-error.ts";

/** Whatever was thrown, as an error of the command; what nobody expected is CLI900. */
export function toCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  return uncaughtFileError(thrown) ?? new CliError("CLI900", thrownText(thrown), { cause: thrown });
}

/** The first line of what a thrown value says; of one that throws when it is asked, its kind. */
export function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? String(thrown.message) || thrown.name : String(thrown);
    return text.trim().split("\n")[0]?.trim() ?? "";
  } catch {
    return `a ${typeof thrown} that cannot be shown`;
  }
}
