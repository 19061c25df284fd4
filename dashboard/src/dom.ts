type Child = Node | string | number | false | null | undefined;
type Listener = (event: never) => void;
type Value = string | number | boolean | undefined | Listener;
export type Attributes = Readonly<Record<string, Value>>;

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element. Text becomes text nodes, never markup; `on…` are listeners; `false` and undefined set nothing. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/** Replaces what is inside; whoever works with the keyboard stays where they were, by the link's address, `data-key` or id. */
export function refill(element: Element, ...children: readonly Node[]): void {
  const active = document.activeElement;
  const mark = active && element.contains(active) ? markOf(active) : undefined;
  element.replaceChildren(...children);
  if (mark === undefined) return;
  const again = [...element.querySelectorAll("a, button, input, select, summary")].find((one) => markOf(one) === mark);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

function markOf(element: Element): string {
  const key = element.getAttribute("data-key") ?? element.getAttribute("href") ?? element.textContent;
  return `${element.tagName} ${element.id} ${key}`;
}

/** Widths that depend on data: by script, as the page's policy takes no inline styles. */
export function styled<E extends HTMLElement | SVGElement>(element: E, style: Readonly<Record<string, string>>): E {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  return element;
}
