import { escapeSegment } from "../kernel/json.ts";
import type { InexactNumbers } from "../kernel/key-value.ts";

export interface ExactJson {
  readonly value: unknown;
  /** Undefined where every number has the digits that were sent. */
  readonly inexact: InexactNumbers | undefined;
}

/** Text without a match has no inexact number: fifteen digits survive, at any exponent of two. */
const SUSPECT = /[0-9][0-9.]{15}|[0-9][eE][+-]?[0-9]{3}/;

/** Parses JSON, and says which numbers lost digits by it. Throws a SyntaxError. */
export function parseExactly(text: string): ExactJson {
  const value: unknown = JSON.parse(text);
  return { value, inexact: SUSPECT.test(text) ? inexactIn(text) : undefined };
}

/** Stands for a number that is not what was sent. */
class Lost {
  readonly value: number;
  readonly digits: string;

  constructor(value: number, digits: string) {
    this.value = value;
    this.digits = digits;
  }
}

type Revive = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

function inexactIn(text: string): InexactNumbers | undefined {
  let any = false;
  const revive: Revive = (_key, value, { source }) => {
    if (typeof value !== "number" || source === undefined || decimal(source) === decimal(String(value))) return value;
    any = true;
    return new Lost(value, source);
  };
  const marked: unknown = JSON.parse(text, revive as Parameters<typeof JSON.parse>[1]);
  if (!any) return undefined;
  const found: Record<string, Record<string, string>> = {};
  collect(marked, "", found);
  return found;
}

function collect(value: unknown, pointer: string, found: Record<string, Record<string, string>>): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof Lost) {
    const same = found[String(value.value)] ?? {};
    found[String(value.value)] = same;
    same[pointer] = value.digits;
    return;
  }
  for (const [name, member] of Object.entries(value)) collect(member, `${pointer}/${escapeSegment(name)}`, found);
}

const NUMBER = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** One text for each decimal number, however it is written; what is no finite number is its own. */
function decimal(text: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  if (sign === undefined) return text;
  const digits = whole + fraction;
  let from = 0;
  while (digits[from] === "0") from++;
  if (from === digits.length) return "0";
  let to = digits.length;
  while (digits[to - 1] === "0") to--;
  return `${sign}${digits.slice(from, to)}e${Number(exponent) - fraction.length + digits.length - to}`;
}
