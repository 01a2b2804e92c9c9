import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import { settle } from "../../identity/auto-clock.ts";
import { createPage, type TestPage, type TestPageOptions } from "./portal-double.ts";

export interface FormPage extends TestPage {
  readonly form: HTMLFormElement;
  enter(values: Readonly<Record<string, string>>): void;
  control(name: string, value?: string): HTMLInputElement;
  submit(): Promise<void>;
  fire(target: EventTarget, name: string, members?: object): void;
  readonly state: () => string | null;
  readonly summary: () => string | undefined;
  /** What was written last. */
  readonly written: () => unknown;
}

/** A page with a form that our script has connected. */
export function openForm({ markup, url, ...options }: TestPageOptions & { readonly markup: string; readonly url?: string }): FormPage {
  const page = createPage({ markup, ...options });
  // jsdom has no navigation: the query and the path are changed in place.
  if (url) page.document.defaultView?.history.replaceState(null, "", url);
  connectForms(page);
  const form = page.document.querySelector("form");
  if (!form) throw new Error("the markup holds no form");
  const control = (name: string, value?: string): HTMLInputElement => {
    const found = form.querySelector<HTMLInputElement>(`[name="${name}"]${value === undefined ? "" : `[value="${value}"]`}`);
    if (!found) throw new Error(`the form has no ${name}`);
    return found;
  };
  return Object.assign(page, {
    form,
    control,
    enter: (values: Readonly<Record<string, string>>) => {
      for (const [name, value] of Object.entries(values)) control(name).value = value;
    },
    submit: async () => {
      form.requestSubmit();
      await settle(80);
    },
    fire: (target: EventTarget, name: string, members: object = {}) => {
      const { Event } = page.document.defaultView ?? globalThis;
      target.dispatchEvent(Object.assign(new Event(name, { bubbles: true }), members));
    },
    state: () => form.getAttribute("data-state"),
    summary: () => form.querySelector("[data-portal-kit-errors]")?.textContent,
    written: () => JSON.parse(page.portal.requests.findLast(({ body }) => body)?.body ?? "null") as unknown,
  });
}

export const typed = { lastname: "Lovelace", emailaddress1: "ada@example.com" };
export const fields = [
  { column: "lastname", type: "text", required: true },
  { column: "emailaddress1", type: "email", required: true, maxLength: 100 },
] as const;
