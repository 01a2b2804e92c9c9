export interface ElementParts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | undefined)[];
}

/** An element from data; text is only ever text, never markup. */
export function createElement<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, parts: ElementParts = {}): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (parts.class !== undefined) element.className = parts.class;
  if (parts.text !== undefined) element.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) element.setAttribute(name, value);
  element.append(...(parts.children ?? []).filter((child) => child !== undefined));
  return element;
}

/** A stroked icon of one path in a 20 × 20 box, hidden from assistive technology. */
export function createIcon(path: string): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(namespace, "svg");
  icon.setAttribute("viewBox", "0 0 20 20");
  icon.setAttribute("aria-hidden", "true");
  icon.setAttribute("focusable", "false");
  const line = document.createElementNS(namespace, "path");
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
}

/** Finds what the page's HTML promises. */
export function findPart<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const part = document.querySelector(selector);
  if (!(part instanceof kind)) throw new Error(`The page has no ${selector}.`);
  return part;
}
