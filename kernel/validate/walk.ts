import type { Graph } from "./graph.ts";

/** The graph in an order that runs with its edges. */
export interface Walk {
  /** Every alias once, sources before targets; the edges that close a cycle do not count. */
  readonly order: readonly string[];
  /** The aliases of each cycle found, from where it was entered to where it closes. */
  readonly cycles: readonly (readonly string[])[];
}

interface Frame {
  readonly alias: string;
  next: number;
}

/** One depth-first walk on a stack of its own, so that a long chain cannot exhaust the call stack. */
export function walk(graph: Graph): Walk {
  const finished: string[] = [];
  const cycles: (readonly string[])[] = [];
  const depths = new Map<string, number>();
  for (const start of graph.nodes.keys()) {
    if (depths.has(start)) continue;
    const path: Frame[] = [{ alias: start, next: 0 }];
    depths.set(start, 0);
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const to = graph.outbound.get(frame.alias)?.[frame.next++]?.to;
      if (to === undefined) {
        finished.push(frame.alias);
        depths.set(frame.alias, DONE);
        path.pop();
        continue;
      }
      const depth = depths.get(to);
      if (depth === undefined) {
        depths.set(to, path.length);
        path.push({ alias: to, next: 0 });
      } else if (depth !== DONE) {
        cycles.push(path.slice(depth).map(({ alias }) => alias));
      }
    }
  }
  return { order: finished.reverse(), cycles };
}

const DONE = -1;
