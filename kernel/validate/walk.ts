import type { Graph, Vertex } from "../ir/graph.ts";

/** The graph in an order that runs with its edges. */
export interface Walk {
  /** Every vertex once, sources before targets; the edges that close a cycle do not count. */
  readonly order: readonly Vertex[];
  readonly cycles: readonly Cycle[];
}

/** A cycle's path, as aliases, without the middle of a long one: there may be as many cycles as edges. */
export interface Cycle {
  readonly first: readonly string[];
  readonly hidden: number;
  readonly last: readonly string[];
}

const MAX_END = 10;

interface Frame {
  readonly vertex: Vertex;
  next: number;
}

const UNSEEN = -1;
const DONE = -2;

/** One depth-first walk on a stack of its own, so that a long chain cannot exhaust the call stack. */
export function walk({ vertices }: Graph): Walk {
  const finished: Vertex[] = [];
  const cycles: Cycle[] = [];
  const path: Frame[] = [];
  /** What is on the path has its place there. */
  const states = new Int32Array(vertices.length).fill(UNSEEN);
  const visit = (vertex: Vertex) => {
    const state = states[vertex.index] as number;
    if (state === UNSEEN) {
      states[vertex.index] = path.length;
      path.push({ vertex, next: 0 });
    } else if (state !== DONE) cycles.push(cycleOf(path, state));
  };
  const leave = ({ vertex }: Frame) => {
    states[vertex.index] = DONE;
    finished.push(vertex);
    path.pop();
  };
  for (const start of vertices) {
    if (states[start.index] === UNSEEN) visit(start);
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const link = frame.vertex.outbound[frame.next++];
      if (link) visit(link.to);
      else leave(frame);
    }
  }
  return { order: finished.reverse(), cycles };
}

function cycleOf(path: readonly Frame[], start: number): Cycle {
  const aliases = (from: number, to: number) => path.slice(from, to).map(({ vertex }) => vertex.node.alias);
  const middle = Math.min(start + MAX_END, path.length);
  const tail = Math.max(middle, path.length - MAX_END);
  return { first: aliases(start, middle), hidden: tail - middle, last: aliases(tail, path.length) };
}
