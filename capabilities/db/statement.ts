/** What is known of a statement from its words alone, before a database sees it. */
export interface Statement {
  /** More than one statement, or none. */
  readonly single: boolean;
  /** It begins like a query and nothing in it writes. */
  readonly reads: boolean;
  /** Places for values, outside of quotes and comments. */
  readonly places: number;
}

/** Quoted text and names, comments, words, and single characters, as SQLite tells them apart. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\p{L}_][\p{L}\p{N}_$]*|\S/gu;
const SKIPPED = /^(?:--|\/\*)/;
const READING = new Set(["SELECT", "VALUES", "WITH", "EXPLAIN"]);
const WRITING = new Set(["INSERT", "UPDATE", "DELETE", "REPLACE"]);

/** Reads the words of a statement. In doubt it does not read: a handle that may only read then refuses it. */
export function statementOf(text: string): Statement {
  const tokens = (text.match(TOKENS) ?? []).filter((token) => !SKIPPED.test(token)).map((token) => token.toUpperCase());
  const end = tokens.indexOf(";");
  const words = end < 0 ? tokens : tokens.slice(0, end);
  const single = words.length > 0 && (end < 0 || tokens.slice(end).every((token) => token === ";"));
  const places = words.filter((token) => token === "?").length;
  return { single, reads: single && READING.has(words[0] ?? "") && !words.some(writes), places };
}

/** `replace(` is a function; all else named so changes rows, also behind the tables of a `WITH`. */
function writes(token: string, index: number, tokens: readonly string[]): boolean {
  return WRITING.has(token) && tokens[index + 1] !== "(";
}
