/**
 * What a terminal would act on instead of showing it: control characters, but for line breaks and tabs; characters without
 * a look that turn the direction of text or hide in it; halves of surrogate pairs. The two that join letters stay.
 */
const UNPRINTABLE = /(?![\n\t\u200c\u200d]|\r\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text that may have come from anywhere, for a terminal: all of it can be seen. Escapes are those of JSON, so that a
 * document of JSON says the same as before.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escaped);
}

function escaped(sign: string): string {
  return Array.from({ length: sign.length }, (_, index) => unit(sign.charCodeAt(index))).join("");
}

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;

/** The same on one line, and of a long one the beginning: for a cell of a table, or a sentence. */
export function oneLine(text: string, maxLength = 1_000): string {
  // No more is looked at than what is shown could be made of.
  const part = text.slice(0, 2 * maxLength).replaceAll(/\s*[\n\r\t\u2028\u2029]\s*/g, " ");
  const line = printable(part).trimEnd();
  const isWhole = line.length <= maxLength && text.length <= 2 * maxLength;
  return isWhole ? line : `${line.slice(0, maxLength)}...`;
}
