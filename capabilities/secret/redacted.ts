/** A secret that is not shown wherever it is printed, until it is asked for. */
export class Secret {
  readonly #name: string;
  readonly #read: () => Promise<string>;

  constructor(name: string, read: () => Promise<string>) {
    this.#name = name;
    this.#read = read;
    Object.freeze(this);
  }

  /** The secret itself. What is done with it from here on is up to the node: it is no longer redacted. */
  reveal(): Promise<string> {
    return this.#read();
  }

  toString(): string {
    return `[secret ${this.#name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** What `console.log` shows, in Node and in workerd. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
