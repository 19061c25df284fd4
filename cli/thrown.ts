import { CliError } from "./cli-error.ts";
import { uncaughtFileError } from "./files/file-error.ts";
import { thrownText } from "./thrown-text.ts";

/** Whatever was thrown, as an error of the command; what nobody expected is CLI900. */
export function toCliError(thrown: unknown): CliError {
  if (thrown instanceof CliError) return thrown;
  return uncaughtFileError(thrown) ?? new CliError("CLI900", thrownText(thrown), { cause: thrown });
}
