/** The numbers a field may have, and the names some of them have. */
export interface FieldRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** In order from `min`, upper case. */
  readonly words?: readonly string[];
}

export interface Term {
  readonly from: number;
  /** Below `from` in a range that wraps around. */
  readonly to: number;
  readonly step: number;
  readonly kind: "value" | "range" | "step";
}

/** `*`, or a list of values, ranges and steps. */
export type Field =
  | { readonly kind: "any" }
  | { readonly kind: "list"; readonly terms: readonly Term[]; readonly values: ReadonlySet<number> };

/** Says what is wrong in a schedule; caught by `parseCron` only. */
export class CronProblem extends Error {}

const TERM = /^(\*|[0-9]+|[A-Za-z]+)(?:-([0-9]+|[A-Za-z]+))?(?:\/([0-9]+))?$/;

/** A field without the marks `L`, `W` and `#`. Throws a CronProblem. */
export function parseField(text: string, rule: FieldRule): Field {
  if (text === "*") return { kind: "any" };
  const terms = text.split(",").map((part, index) => parseTerm(part, rule, index === 0));
  return { kind: "list", terms, values: new Set(terms.flatMap((term) => valuesOf(term, rule))) };
}

/** A star within a list stands for the lowest value, as it does for Cloudflare. */
function parseTerm(text: string, rule: FieldRule, first: boolean): Term {
  const [, start, end, step] = TERM.exec(text) ?? [];
  if (start === undefined) throw new CronProblem(`"${text}" is not a value, a range or a step of the ${rule.name}`);
  if (first && start === "*" && end !== undefined)
    throw new CronProblem(`a range of the ${rule.name} starts with a value`);
  const from = start === "*" ? rule.min : parseValue(start, rule);
  if (end !== undefined) {
    const to = parseValue(end, rule);
    return { from, to, step: parseStep(step, rule), kind: step === undefined ? "range" : "step" };
  }
  if (step !== undefined) return { from, to: rule.max, step: parseStep(step, rule), kind: "step" };
  if (first && start === "*") throw new CronProblem(`"*" of the ${rule.name} takes no list after it`);
  return { from, to: from, step: 1, kind: "value" };
}

export function parseValue(text: string, { name, min, max, words = [] }: FieldRule): number {
  const word = words.indexOf(text.toUpperCase());
  const value = word === -1 ? Number(text) : word + min;
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const named = words.length > 0 ? ` or ${words[0]} to ${words.at(-1)}` : "";
  throw new CronProblem(`the ${name} is ${min} to ${max}${named}, not "${text}"`);
}

function parseStep(text: string | undefined, { name, min, max }: FieldRule): number {
  if (text === undefined) return 1;
  const step = Number(text);
  if (step >= 1 && step <= max - min) return step;
  throw new CronProblem(`a step of the ${name} is 1 to ${max - min}, not ${text}`);
}

function valuesOf({ from, to, step }: Term, { min, max }: FieldRule): readonly number[] {
  const size = max - min + 1;
  const span = from <= to ? to - from : to - from + size;
  const values: number[] = [];
  for (let offset = 0; offset <= span; offset += step) values.push(((from - min + offset) % size) + min);
  return values;
}

export function contains(field: Field, value: number): boolean {
  return field.kind === "any" || field.values.has(value);
}
