import { utf8Bytes } from "../../base/bytes.ts";
import { capabilityError, type Place } from "../error.ts";
import { BLOB_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { BlobChecksum, BlobCondition, BlobRange, BlobRead, BlobWrite } from "./store.ts";

/** Hexadecimal digits of each checksum. */
const DIGITS = { sha1: 40, sha256: 64, sha384: 96, sha512: 128 } as const satisfies Record<
  BlobChecksum["algorithm"],
  number
>;

const CONDITIONS: Readonly<Record<string, string>> = {
  absent: "boolean",
  etagIs: "string",
  etagIsNot: "string",
  uploadedBeforeMs: "number",
  uploadedAfterMs: "number",
};

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

/** R2 lets one condition win over another where HTTP does, so that two together say less than they seem to. */
function checkCondition(at: Place, condition: BlobCondition): void {
  const asked = Object.entries(condition).filter(([, value]) => value !== undefined);
  if (asked.length !== 1) throw capabilityError("invalid", at, { message: "`onlyIf` takes exactly one condition" });
  const [name, value] = asked[0] as [string, unknown];
  if (CONDITIONS[name] === typeof value && value !== false) return;
  throw capabilityError("invalid", at, { message: `\`onlyIf\` takes no \`${name}\` like that` });
}

function checkRange(at: Place, range: BlobRange): void {
  if (range.offset === undefined) {
    wholeNumber(at, { name: "suffix", min: 1 }, range.suffix);
    return;
  }
  wholeNumber(at, { name: "offset", min: 0 }, range.offset);
  if (range.length !== undefined) wholeNumber(at, { name: "length", min: 1 }, range.length);
}
