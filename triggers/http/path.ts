/** The params of a path, from its text: `/a/:id/:rest+` has `id` and `rest`. */
export type PathParams<Path extends string> = string extends Path
  ? Readonly<Record<string, string>>
  : { readonly [Name in ParamNames<Path>]: string };

type ParamNames<Path extends string> = Path extends `${infer Head}/${infer Rest}`
  ? ParamName<Head> | ParamNames<Rest>
  : ParamName<Path>;

type ParamName<Segment extends string> = Segment extends `:${infer Name}+`
  ? Name
  : Segment extends `:${infer Name}`
    ? Name
    : never;

/** What the router takes literally, and percent-encoded bytes; anything else would mean something in its pattern. */
const PLAIN = /^(?:[\w.~@=,;!&'-]|%[0-9A-Fa-f]{2})+$/;
const PARAM = /^:([A-Za-z_]\w*)(\+?)$/;

/** Throws a TypeError that says what is wrong with a route's path. */
export function checkPath(path: string): void {
  const reason = pathProblem(path);
  if (reason !== undefined) throw new TypeError(`route ${JSON.stringify(path)}: ${reason}`);
}

export function pathProblem(path: string): string | undefined {
  if (!path.startsWith("/")) return 'a path starts with "/"';
  const segments = segmentsOf(path);
  const names = new Set<string>();
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const problem = segmentProblem(segment, last, names);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function segmentProblem(segment: string, last: boolean, names: Set<string>): string | undefined {
  if (segment === "") return 'two "/" in a row match nothing';
  if (segment === "*") return last ? undefined : '"*" may only be the last segment';
  if (!segment.startsWith(":")) return PLAIN.test(segment) ? undefined : plainProblem(segment);
  const [, name, greedy] = PARAM.exec(segment) ?? [];
  if (name === undefined) return `"${segment}" is not ":name" or ":name+"`;
  if (greedy && !last) return `"${segment}" takes all that is left, so it has to be the last segment`;
  if (names.has(name)) return `":${name}" stands there twice`;
  names.add(name);
  return undefined;
}

function plainProblem(segment: string): string {
  return `"${segment}" has a character that is not plain; percent-encode it, or make the whole segment a ":name"`;
}

/** The segments without the empty ones at either end: a slash at the end means nothing. */
function segmentsOf(path: string): readonly string[] {
  const inner = path.slice(1).replace(/\/+$/, "");
  return inner === "" ? [] : inner.split("/");
}

/** The same text for all paths that match the same requests: names of params do not count. */
export function pathShape(path: string): string {
  return `/${segmentsOf(path)
    .map((segment) => (segment.startsWith(":") ? (segment.endsWith("+") ? ":+" : ":") : segment))
    .join("/")}`;
}

/** Sorts the more specific path first: segment by segment, plain before `:name` before what takes all the rest. */
export function comparePaths(a: string, b: string): number {
  const left = segmentsOf(a);
  const right = segmentsOf(b);
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(left[index]) - rank(right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === "*") return 4;
  if (!segment.startsWith(":")) return 0;
  return segment.endsWith("+") ? 3 : 2;
}
