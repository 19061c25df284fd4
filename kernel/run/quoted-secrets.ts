/** Bounds of the search, so that a hostile value costs no more than reading it did. */
const MOST_VALUES = 1_000_000;
const MOST_NAMES = 2_000;
const MOST_SECRETS = 200;
const MAX_DEPTH = 64;

/** The secrets in a value that was sent, which a message about it may quote: what stands, however deep, under a secret's name. */
export class QuotedSecrets {
  readonly #value: unknown;
  readonly #isSecretName: (name: string) => boolean;
  readonly #names = new Map<string, boolean>();
  readonly #secrets = new Set<string>();
  #valuesLeft = MOST_VALUES;
  /** Whether a bound was met, so that there may be more of them. */
  #some = false;

  constructor(value: unknown, isSecretName: (name: string) => boolean) {
    this.#value = value;
    this.#isSecretName = isSecretName;
    this.#search(value, false, 0);
  }

  /** Whether `message`, about the value at `path`, may hold a secret: by where that lies, or by what it quotes. */
  mayBeIn(message: string, path: readonly PropertyKey[]): boolean {
    if (path.some((key) => typeof key === "string" && this.#isSecret(key))) return true;
    const text = message.toLowerCase();
    for (const secret of this.#secrets) if (quotes(text, secret)) return true;
    return this.#some && isPlain(valueAt(this.#value, path));
  }

  #search(value: unknown, secret: boolean, depth: number): void {
    if (--this.#valuesLeft < 0 || depth > MAX_DEPTH) {
      this.#some = true;
    } else if (Array.isArray(value)) {
      for (const item of value) this.#search(item, secret, depth + 1);
    } else if (isPlain(value)) {
      for (const key of Object.keys(value)) this.#search(value[key], secret || this.#isSecret(key), depth + 1);
    } else if (secret && (typeof value === "string" || typeof value === "number")) {
      this.#keep(String(value));
    }
  }

  #isSecret(name: string): boolean {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES) {
      this.#some = true;
      return false;
    }
    const secret = this.#isSecretName(name);
    this.#names.set(name, secret);
    return secret;
  }

  #keep(secret: string): void {
    if (this.#secrets.size >= MOST_SECRETS) this.#some = true;
    // Its start is enough: what is long is cut where it is quoted. Schemas trim, and change the case.
    else if (secret.trim() !== "") this.#secrets.add(secret.trim().slice(0, START).toLowerCase());
  }
}

const START = 8;
/** Shorter ones stand in many words, and count only where they stand alone. */
const LEAST_IN_A_WORD = 4;

function quotes(text: string, start: string): boolean {
  if (start.length >= LEAST_IN_A_WORD) return text.includes(start) || text.includes(JSON.stringify(start).slice(1, -1));
  return text.split(/[\s"'`:,[\]{}()]+/).includes(start);
}

/** What stands at a path; undefined where it leads nowhere. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = at[key as keyof typeof at];
  }
  return at;
}

/** What JSON and forms are made of: to look into a view of bytes would take a step for each. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}
