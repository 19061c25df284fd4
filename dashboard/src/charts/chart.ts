import uPlot from "uplot";
import { h, refill, styled } from "../dom.ts";
import { fullTime, quantity, tickTime } from "../format.ts";
import { coloursOf } from "./palette.ts";
import { type Plot, stacked } from "./series.ts";

export interface Chart {
  readonly element: HTMLElement;
  /** `text` is what the chart says to who does not see it. */
  draw(plot: Plot, text: string): void;
  dispose(): void;
}

export interface ChartOptions {
  readonly draw: "lines" | "bars";
  readonly label: string;
  /** A span was dragged over; in milliseconds since the epoch. */
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

const HEIGHT = 190;
/** Lines go on over so many buckets without a measurement, and break at more. */
const BRIDGED_BUCKETS = 3;
const MAX_POINTS = 40;

/** Lines or stacked bars over time, with a legend that shows the values under the cursor and hides series. */
export function createChart(options: ChartOptions): Chart {
  const canvas = h("div", { class: "canvas", role: "img", "aria-label": options.label });
  const legend = h("ul", { class: "legend" });
  const element = h("div", { class: "chart" }, canvas, legend);
  const hidden = new Set<string>();
  let plot: Plot | undefined;
  let drawn: uPlot | undefined;
  let signature = "";

  const redraw = () => {
    if (!plot || canvas.clientWidth === 0) return;
    const shown = { ...plot, series: plot.series.filter(({ label }) => !hidden.has(label)) };
    const next = JSON.stringify([shown.series.map(({ label }) => label), plot.unit, matchMedia(DARK).matches]);
    if (drawn && next === signature) drawn.setData(dataOf(shown, options.draw));
    else {
      drawn?.destroy();
      const colours = coloursOf(plot.series.map(({ label }) => label));
      const kept = colours.filter((_, index) => !hidden.has(plot?.series[index]?.label ?? ""));
      drawn = new uPlot(
        optionsOf({ plot: shown, colours: kept, canvas, options, onCursor: values }),
        dataOf(shown, options.draw),
        canvas,
      );
      signature = next;
    }
    legendOf(legend, plot, hidden, redraw);
    values(drawn.cursor.idx ?? undefined);
  };
  const values = (index: number | undefined) => {
    for (const [place, item] of [...legend.querySelectorAll("output")].entries()) {
      const series = plot?.series[place];
      // Of bars there is a total; of lines, what was measured last.
      const whole = options.draw === "bars" ? series?.sum : series?.last;
      const value = index === undefined ? whole : series?.values[index];
      item.textContent = value === null || value === undefined ? "–" : quantity(value, plot?.unit);
    }
  };
  const resize = new ResizeObserver(() => {
    if (drawn) drawn.setSize({ width: canvas.clientWidth, height: HEIGHT });
    else redraw();
  });
  resize.observe(canvas);
  const dark = matchMedia(DARK);
  dark.addEventListener("change", redraw);
  return {
    element,
    draw: (next, text) => {
      plot = next;
      canvas.setAttribute("aria-label", text);
      redraw();
    },
    dispose: () => {
      resize.disconnect();
      dark.removeEventListener("change", redraw);
      drawn?.destroy();
    },
  };
}

const DARK = "(prefers-color-scheme: dark)";

function dataOf({ times, series }: Plot, draw: ChartOptions["draw"]): uPlot.AlignedData {
  // The tallest of a stack is drawn first, the others over it.
  const rows = draw === "bars" ? stacked(series).toReversed() : series.map(({ values }) => values);
  return [times, ...rows] as uPlot.AlignedData;
}

interface Drawing {
  readonly plot: Plot;
  /** Names of custom properties. */
  readonly colours: readonly string[];
  readonly canvas: HTMLElement;
  readonly options: ChartOptions;
  readonly onCursor: (index: number | undefined) => void;
}

function optionsOf({ plot, colours, canvas, options, onCursor }: Drawing): uPlot.Options {
  const colour = colourIn(canvas);
  const bars = options.draw === "bars";
  const axis = { stroke: colour("--muted"), font: "11px system-ui, sans-serif", ticks: { show: false } };
  const series = colours.map((name): uPlot.Series => (bars ? barSeries(colour(name)) : lineSeries(colour(name))));
  return {
    width: canvas.clientWidth,
    height: HEIGHT,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: "flowgate" },
      y: false,
      points: { show: !bars },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: { range: () => [plot.times[0] ?? 0, plot.endS] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] },
    },
    series: [{}, ...(bars ? series.toReversed() : series)],
    axes: [
      { ...axis, grid: { show: false }, size: 28, space: 70, values: (_plot, ticks) => ticks.map(tickTime) },
      {
        ...axis,
        size: 56,
        gap: 4,
        grid: { stroke: colour("--line"), width: 1 },
        values: (_plot, ticks) => ticks.map((tick) => quantity(tick, plot.unit)),
      },
    ],
    hooks: {
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 4) return;
          const [from, to] = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")];
          options.onZoom(Math.floor(from) * 1_000, Math.ceil(to) * 1_000);
        },
      ],
    },
  };
}

/** What a custom property comes to, in the light or in the dark: a canvas takes no variables. */
function colourIn(canvas: HTMLElement): (name: string) => string {
  const probe = h("i");
  return (name) => {
    canvas.append(styled(probe, { color: `var(${name})` }));
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

function barSeries(stroke: string): uPlot.Series {
  const paths = uPlot.paths.bars?.({ size: [0.8, 40], align: 1 });
  return { stroke, fill: stroke, width: 0, points: { show: false }, ...(paths && { paths }) };
}

function lineSeries(stroke: string): uPlot.Series {
  return {
    stroke,
    width: 1.75,
    points: { show: isSparse, size: 5, fill: stroke },
    gaps: (...[chart, , first, last, found]) => {
      const times = chart.data[0];
      const bucket = (times[1] ?? 0) - (times[0] ?? 0);
      const widest = chart.valToPos((times[first] ?? 0) + bucket * (BRIDGED_BUCKETS + 1), "x", true);
      const least = widest - chart.valToPos(times[first] ?? 0, "x", true);
      return last < first ? found : found.filter(([from, to]) => to - from > least);
    },
  };
}

/** A point between two gaps would be no line at all; where there are many, points are noise. */
function isSparse(chart: uPlot, index: number): boolean {
  return (chart.data[index] ?? []).filter((value) => value != null).length <= MAX_POINTS;
}

function legendOf(list: HTMLElement, plot: Plot, hidden: Set<string>, redraw: () => void): void {
  const colours = coloursOf(plot.series.map(({ label }) => label));
  const items = plot.series.map(({ label }, index) => {
    const toggle = () => {
      if (!hidden.delete(label)) hidden.add(label);
      redraw();
    };
    const key = styled(h("i"), { background: `var(${colours[index]})` });
    const name = h("span", { class: "name", title: label }, shortened(label));
    const shown = !hidden.has(label);
    const attributes = { type: "button", "data-key": label, "aria-pressed": String(shown), onclick: toggle };
    return h("li", {}, h("button", attributes, key, name, h("output")));
  });
  refill(list, ...items, ...(plot.left > 0 ? [h("li", { class: "more" }, `and ${plot.left} more, in the table`)] : []));
}

/** Ids of versions are told apart by their beginnings. */
const shortened = (label: string) => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(label) ? label.slice(0, 8) : label);

/** What a chart says to who does not see it. */
export function spoken(title: string, { times, series, unit }: Plot): string {
  const from = fullTime((times[0] ?? 0) * 1_000);
  const last = series.map(({ label, last: value }) => `${label} ${value === null ? "nothing" : quantity(value, unit)}`);
  return `${title} since ${from}. Last: ${last.join(", ")}.`;
}
