/** `npm run layers`, second half: exits 1 and names the imports where folders depend on each other in a circle. */
import { cruise, type ICruiseResult, type IModule } from "dependency-cruiser";
import depcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";

/** One import, from file to file. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Neighbours in one folder, files or folders, that depend on each other, and the imports that make it so. */
export interface FolderCycle {
  readonly folder: string;
  readonly members: readonly string[];
  readonly imports: readonly Import[];
}

/** By folder, then by neighbour: what it imports of which other neighbours. */
type Neighbours = Map<string, Map<string, Map<string, Import[]>>>;

/**
 * The circles among what stands side by side in each folder. An import counts between the two neighbours on whose paths
 * it begins and ends, so that a file may import what lies in a folder beside it, and that may import other files.
 */
export function folderCycles(imports: readonly Import[]): readonly FolderCycle[] {
  const neighbours: Neighbours = new Map();
  for (const one of imports) note(neighbours, one);
  return [...neighbours].flatMap(([folder, graph]) => {
    const reached = new Map([...graph.keys()].map((name) => [name, reachedFrom(name, graph)]));
    const meets = (a: string, b: string) => reached.get(a)?.has(b) === true && reached.get(b)?.has(a) === true;
    const members = [...graph.keys()].filter((name) => meets(name, name)).sort();
    const between = members.flatMap((a) =>
      [...(graph.get(a) ?? [])].flatMap(([b, found]) => (meets(a, b) ? found : [])),
    );
    return members.length === 0 ? [] : [{ folder: folder || ".", members, imports: between }];
  });
}

function note(neighbours: Neighbours, one: Import): void {
  const from = one.from.split("/");
  const to = one.to.split("/");
  const depth = from.findIndex((part, index) => part !== to[index]);
  const [a, b] = [from[depth], to[depth]];
  if (a === undefined || b === undefined) return;
  const folder = from.slice(0, depth).join("/");
  const graph = neighbours.get(folder) ?? new Map<string, Map<string, Import[]>>();
  const targets = graph.get(a) ?? new Map<string, Import[]>();
  neighbours.set(folder, graph.set(a, targets.set(b, [...(targets.get(b) ?? []), one])));
}

function reachedFrom(start: string, graph: ReadonlyMap<string, ReadonlyMap<string, unknown>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of graph.get(next)?.keys() ?? []) {
      if (!seen.has(target)) open.push(target);
      seen.add(target);
    }
  }
  return seen;
}

/** Tests reach over all folders, and so does what only they use. */
const OUTSIDE = /\.test\.ts$|^testing\/|^node_modules\//;

function importsOf(modules: readonly IModule[]): readonly Import[] {
  return modules
    .flatMap(({ source, dependencies }) => dependencies.map(({ resolved }) => ({ from: source, to: resolved })))
    .filter(({ from, to }) => !OUTSIDE.test(from) && !OUTSIDE.test(to));
}

if (import.meta.main) {
  const { output } = await cruise(["."], await depcruiseOptions("./.dependency-cruiser.mjs"));
  const cycles = folderCycles(importsOf((output as ICruiseResult).modules));
  for (const { folder, members, imports } of cycles) {
    console.error(`in ${folder}, ${members.join(" and ")} depend on each other:`);
    for (const { from, to } of imports) console.error(`  ${from} -> ${to}`);
  }
  process.exitCode = cycles.length === 0 ? 0 : 1;
}
