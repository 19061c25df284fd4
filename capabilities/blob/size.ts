import { capabilityError, type Place } from "../error.ts";

export function wrongSize(at: Place, sizeBytes: number): Error {
  return capabilityError("invalid", at, { message: `the stream does not have the ${sizeBytes} bytes that it should` });
}
