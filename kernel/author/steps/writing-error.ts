import type { Code } from "../../errors/codes.ts";

/** A flow is written in a way that no graph follows from. Thrown where it is written, so that its stack names the line. */
export class FlowWritingError extends Error {
  override readonly name = "FlowWritingError";
  /** A row of the table of codes. */
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}
