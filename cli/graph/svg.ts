import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { type Box, layOut, type Path, type Placed } from "./layout.ts";
import { FILL } from "./palette.ts";

const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
const MARGIN = 24;
const HEADING = 28;
const LEGEND = 34;
const LINE = 16;

const STYLE = `
text { font: 12px ${FONT}; fill: #18181b; }
.alias { font-weight: bold; }
.note, .label { font-size: 11px; fill: #3f3f46; }
.heading { font-size: 14px; font-weight: bold; }
.node { stroke: #71717a; }
.capture { stroke: #18181b; stroke-width: 3; }
.edge { fill: none; stroke: #52525b; stroke-width: 1.25; marker-end: url(#arrow); }
.conditional { stroke-dasharray: 6 3; }
.detached { stroke-dasharray: 1 3; }
.halo { fill: #fff; opacity: .9; }
`;

/** A picture that needs nothing else: flows one below the other, with what the colours mean. Pure. */
export function toSvg(drawings: readonly Drawing[]): string {
  const parts: string[] = [];
  let top = MARGIN + LEGEND;
  let width = 440;
  for (const drawing of drawings) {
    const placed = layOut(drawing);
    const title = `${drawing.name} ${drawing.version}`;
    parts.push(`<text class="heading" x="${MARGIN}" y="${top + 14}">${escaped(title)}</text>`);
    parts.push(`<g transform="translate(${MARGIN} ${top + HEADING})">${inside(placed)}</g>`);
    top += HEADING + placed.height + MARGIN;
    width = Math.max(width, placed.width);
  }
  const size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(top) };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}">`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#52525b"/></marker></defs>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    legend(),
    ...parts,
    "</svg>",
  ].join("\n");
}

function inside({ nodes, edges }: Placed): string {
  return [
    ...edges.map(({ edge, path }) => edgeLine(edge, path)),
    ...nodes.map(({ node, box }) => nodeBox(node, box)),
    ...edges.map(({ edge, path }) => edgeLabel(edge, path)),
  ].join("\n");
}

function legend(): string {
  const entries = Object.entries(FILL).map(([effects, fill], index) => {
    const x = MARGIN + index * 120;
    const text = `<text class="note" x="${x + 22}" y="${MARGIN + 11}">${effects.replace("_", " ")}</text>`;
    return `<rect class="node" x="${x}" y="${MARGIN}" width="14" height="14" rx="3" fill="${fill}"/>${text}`;
  });
  const x = MARGIN + entries.length * 120;
  const result = `<rect class="capture" x="${x}" y="${MARGIN}" width="14" height="14" rx="3" fill="#fff"/>`;
  return `${entries.join("")}${result}<text class="note" x="${x + 22}" y="${MARGIN + 11}">result</text>`;
}

function nodeBox({ alias, shape, effects, capture, notes }: DrawnNode, { x, y, width, height }: Box): string {
  const frame = `class="${capture ? "node capture" : "node"}" fill="${FILL[effects]}"`;
  const texts = [alias, ...notes].map((text, index) => {
    const baseline = y + 18 + index * LINE;
    return `<text class="${index === 0 ? "alias" : "note"}" x="${x + width / 2}" y="${baseline}" text-anchor="middle">${escaped(text)}</text>`;
  });
  return `<g>${outline(shape, frame, { x, y, width, height })}${texts.join("")}</g>`;
}

function outline(shape: DrawnNode["shape"], frame: string, { x, y, width, height }: Box): string {
  switch (shape) {
    case "trigger":
      return rect(frame, { x, y, width, height }, Math.min(height / 2, 18));
    case "node":
      return rect(frame, { x, y, width, height }, 4);
    case "subflow":
      return `${rect(frame, { x, y, width, height }, 4)}${rect('class="node" fill="none"', { x: x + 4, y: y + 4, width: width - 8, height: height - 8 }, 2)}`;
    case "branch": {
      const tip = 10;
      const points = [
        [x + tip, y],
        [x + width - tip, y],
        [x + width, y + height / 2],
        [x + width - tip, y + height],
        [x + tip, y + height],
        [x, y + height / 2],
      ];
      return `<polygon ${frame} points="${points.map((point) => point.map(short).join(",")).join(" ")}"/>`;
    }
  }
}

function rect(frame: string, { x, y, width, height }: Box, radius: number): string {
  return `<rect ${frame} x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" rx="${radius}"/>`;
}

function edgeLine({ conditional, detached }: DrawnEdge, { points }: Path): string {
  const style = detached ? " detached" : conditional ? " conditional" : "";
  return `<path class="edge${style}" d="${curve(points)}"/>`;
}

/** Through the middles between the corners, so that no corner is sharp. */
function curve(points: Path["points"]): string {
  const [first, ...rest] = points;
  const last = points.at(-1);
  if (!first || !last) return "";
  const bends = rest.slice(0, -1).map(({ x, y }, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 2 ? last : { x: (x + next.x) / 2, y: (y + next.y) / 2 };
    return `Q${short(x)} ${short(y)} ${short(end.x)} ${short(end.y)}`;
  });
  const straight = bends.length === 0 ? `L${short(last.x)} ${short(last.y)}` : bends.join("");
  return `M${short(first.x)} ${short(first.y)}${straight}`;
}

function edgeLabel({ label, detached }: DrawnEdge, { at }: Path): string {
  const text = [label, detached ? "detached" : ""].filter(Boolean).join(", ");
  if (text === "" || !at) return "";
  const width = text.length * 6.7 + 6;
  const halo = `<rect class="halo" x="${short(at.x - width / 2)}" y="${short(at.y - 9)}" width="${short(width)}" height="16"/>`;
  return `${halo}<text class="label" x="${short(at.x)}" y="${short(at.y + 3)}" text-anchor="middle">${escaped(text)}</text>`;
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
