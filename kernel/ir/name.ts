/**
 * Of flows, nodes, bindings and queues. A name becomes a part of file names, ids, labels and messages, so it is fit for
 * all of them: letters and digits of ASCII, `_`, `-` and `.`, not with a dot at either end and not with a dash first.
 */
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;

/** Of surfaces and checkpoints. An id often says what of whom, such as `if:price`. */
const ID = /^[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_-])?$/;

/** In characters. */
const MAX_NAME_LENGTH = 64;
export const MAX_ID_LENGTH = 160;
const MAX_PATH_LENGTH = 256;

/** Files of these names are devices on Windows, whatever their ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** What keeps a text from being a name, as the end of a sentence about it; undefined for one that is. */
export function nameProblem(text: string): string | undefined {
  if (text.length > MAX_NAME_LENGTH) return tooLong(text, MAX_NAME_LENGTH);
  if (!NAME.test(text)) return "is no name: it takes letters of ASCII, digits, `_`, `-` and `.`";
  if (text === "__proto__") return "is what JavaScript calls the prototype of every object";
  return DEVICE.test(text) ? "is the name of a device on Windows" : undefined;
}

/** The same for an id. */
export function idProblem(text: string): string | undefined {
  if (text.length > MAX_ID_LENGTH) return tooLong(text, MAX_ID_LENGTH);
  if (ID.test(text) && text !== "__proto__") return undefined;
  return "is no id: it takes letters of ASCII, digits, `_`, `-`, `.` and `:`";
}

/** The same for a path that, on every system, stays in the folder it is relative to. */
export function innerPathProblem(text: string): string | undefined {
  if (text.length > MAX_PATH_LENGTH) return tooLong(text, MAX_PATH_LENGTH);
  const inner = text.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !DEVICE.test(part));
  if (inner && !/[\\:\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) return undefined;
  return 'is no path within a folder: it takes parts with "/" between them, none of them empty or ".."';
}

/** The same for what only has to be short. */
export function lengthProblem(text: string): string | undefined {
  return text.length > MAX_NAME_LENGTH ? tooLong(text, MAX_NAME_LENGTH) : undefined;
}

function tooLong({ length }: string, most: number): string {
  return `has ${length} characters, and takes ${most} at most`;
}

const QUOTED = 40;

/** A text that may hold anything, for a message: in quotes, in ASCII, and of a long one the beginning. */
export function quoted(text: string): string {
  const part = text.length > QUOTED ? `${text.slice(0, QUOTED)}...` : text;
  return JSON.stringify(part).replaceAll(/[^ -~]/g, escaped);
}

const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A flow's name as findings give it: one that is none may be of any length. */
export function shortName(name: string): string {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}...` : name;
}

const LISTED = 10;

/** Names one after the other, for a message: of many the first. */
export function listed(names: readonly string[]): string {
  if (names.length <= LISTED) return names.join(", ");
  return `${names.slice(0, LISTED).join(", ")} and ${names.length - LISTED} more`;
}
