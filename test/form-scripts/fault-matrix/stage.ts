import { JSDOM } from "jsdom";

/** One window for all pages of the matrix, one page at a time: opening one empties it of the page before. Far quicker than a window each. */
export interface Stage {
  readonly url: string;
  open(markup: string): StagedPage;
  /** An event on the window, as the browser's own. */
  dispatch(name: string): void;
}

export interface StagedPage {
  readonly window: Window & typeof globalThis;
  readonly document: Document;
  readonly form: HTMLFormElement;
  /** The page goes: its elements, its listeners, and what it put on the window. */
  drop(): void;
}

export function createStage(url = "https://www.site.example.com/get-in-touch/"): Stage {
  const { window } = new JSDOM("<!doctype html><html lang=en><body></body></html>", { url, pretendToBeVisual: true });
  const { document } = window;
  const templates = new Map<string, DocumentFragment>();
  const listeners: (() => void)[] = [];
  for (const target of [window, document]) {
    const add = target.addEventListener.bind(target);
    // Listeners of a page that is gone must not hear the next one.
    target.addEventListener = (type: string, listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions | boolean) => {
      add(type, listener, options);
      listeners.push(() => target.removeEventListener(type, listener, options));
    };
  }
  const parse = (markup: string): DocumentFragment => {
    const template = document.createElement("template");
    template.innerHTML = markup;
    // Nothing looks at the page, and the window's own style sheet parser is slow.
    template.content.querySelectorAll("style,script").forEach((element) => element.remove());
    // Nor are the texts read, only what they stand for.
    for (const form of template.content.querySelectorAll("form"))
      for (const name of form.getAttributeNames()) if (name.startsWith("data-text-")) form.removeAttribute(name);
    return template.content;
  };
  return {
    url,
    dispatch: (name) => void window.dispatchEvent(new window.Event(name)),
    open(markup) {
      const content = templates.get(markup) ?? parse(markup);
      templates.set(markup, content);
      document.body.replaceChildren(document.importNode(content, true));
      document.documentElement.setAttribute("data-portal-kit-consent", "granted");
      const form = document.querySelector("form");
      if (!form) throw new Error("the template holds no form");
      return {
        window: window as unknown as Window & typeof globalThis, // jsdom's window is one, by another name
        document,
        form,
        drop() {
          listeners.splice(0).forEach((remove) => remove());
          document.body.replaceChildren();
          // What our scripts have put on the document itself.
          for (const name of Object.keys(document)) if (name.startsWith("portalKit")) Reflect.deleteProperty(document, name);
          document.cookie = "_msci=; Max-Age=0; Path=/";
        },
      };
    },
  };
}
