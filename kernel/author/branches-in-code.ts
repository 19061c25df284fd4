/** Comments, strings and templates, in which a keyword means nothing. */
const NOT_CODE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

/** `if`, `switch`, and the ternary: a `?` that belongs neither to `?.` nor to `??`. */
const BRANCH = /\b(?:if|switch)\s*\(|(?<!\?)\?(?![?.])/;

/**
 * Whether a function's own source branches. A lint's reading, not a parser's: a regular expression with a quote in it
 * may mislead it, and what the function calls is not looked at.
 */
export function branchesInCode(run: (...values: never[]) => unknown): boolean {
  return BRANCH.test(run.toString().replaceAll(NOT_CODE, '""'));
}
