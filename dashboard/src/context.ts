import type { Address } from "./address.ts";
import type { Answer, Params } from "./api.ts";
import type { FlowEntry, Graph, Panel } from "./wire.ts";

/** What every view is given. */
export interface Context {
  /** What is shown, as it is now. */
  readonly address: () => Address;
  readonly go: (change: Partial<Address>) => void;
  readonly href: (change: Partial<Address>) => string;
  readonly refresh: () => void;
  readonly catalog: Catalog;
  /** Reads from the gateway; says across the page when it does not answer. */
  readonly ask: <T>(path: string, params: Params, signal: AbortSignal) => Promise<Answer<T>>;
  /** Reads a panel for the range and the filters of the address; `more` goes before these. */
  readonly panel: <T>(name: string, signal: AbortSignal, more?: Params) => Promise<Answer<T>>;
}

/** What does not change while the gateway runs. */
export interface Catalog {
  readonly panels: readonly Panel[];
  readonly flows: readonly FlowEntry[];
  readonly graphs: readonly Graph[];
}

export interface View {
  readonly title: string;
  readonly element: HTMLElement;
  /** Asks anew; shows what it is told, or why it is told nothing. */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
  readonly dispose: () => void;
}
