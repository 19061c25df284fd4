import { utf8Bytes } from "../bytes.ts";
import { capabilityError, type Place } from "../error.ts";
import { BLOB_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { BlobChecksum, BlobCondition, BlobRange, BlobRead, BlobWrite } from "./store.ts";

/** Hexadecimal digits of each checksum. */
const DIGITS = { sha1: 40, sha256: 64, sha384: 96, sha512: 128 } as const satisfies Record<
  BlobChecksum["algorithm"],
  number
>;

/** The same, or `invalid` or `too_large`. */
export function checkedWrite<Write extends BlobWrite>(at: Place, write: Write): Write {
  if (write.metadata) checkMetadata(at, write.metadata);
  if (write.checksum) checkChecksum(at, write.checksum);
  if (write.onlyIf) checkCondition(at, write.onlyIf);
  return write;
}

/** The same, or `invalid`. */
export function checkedRead<Read extends BlobRead>(at: Place, read: Read): Read {
  if (read.range) checkRange(at, read.range);
  if (read.onlyIf) checkCondition(at, read.onlyIf);
  return read;
}

function checkMetadata(at: Place, metadata: Readonly<Record<string, string>>): void {
  const all = Object.entries(metadata).flat();
  if (!all.every((text) => typeof text === "string")) {
    throw capabilityError("invalid", at, { message: "metadata takes text only" });
  }
  const bytes = all.reduce((sum, text) => sum + utf8Bytes(text), 0);
  if (bytes <= BLOB_LIMITS.maxMetadataBytes) return;
  const message = `the metadata takes ${bytes} bytes; at most ${BLOB_LIMITS.maxMetadataBytes}`;
  throw capabilityError("too_large", at, { message });
}

function checkChecksum(at: Place, { algorithm, hex }: BlobChecksum): void {
  const digits = Object.hasOwn(DIGITS, algorithm) ? DIGITS[algorithm] : 0;
  if (digits === 0) throw capabilityError("invalid", at, { message: `\`${algorithm}\` is no checksum that is taken` });
  if (hex.length === digits && /^[0-9a-f]*$/i.test(hex)) return;
  throw capabilityError("invalid", at, { message: `a ${algorithm} checksum has ${digits} hexadecimal digits` });
}

function checkCondition(at: Place, condition: BlobCondition): void {
  const asked = Object.values(condition).filter((value) => value !== undefined);
  if (asked.length === 0) throw capabilityError("invalid", at, { message: "`onlyIf` asks for nothing" });
  if (condition.absent && asked.length > 1) {
    throw capabilityError("invalid", at, { message: "`absent` goes with no other condition" });
  }
}

function checkRange(at: Place, range: BlobRange): void {
  if (range.offset === undefined) {
    wholeNumber(at, { name: "suffix", min: 1 }, range.suffix);
    return;
  }
  wholeNumber(at, { name: "offset", min: 0 }, range.offset);
  if (range.length !== undefined) wholeNumber(at, { name: "length", min: 1 }, range.length);
}
