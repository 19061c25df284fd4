import { InvalidArgumentError } from "commander";

/** An option's value that counts something. */
export function wholeAbove0(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It takes a whole number above 0.");
  return number;
}
