import type { FormState } from "../../contract/names.ts";
import { listControls } from "./read-fields.ts";
import type { FieldErrors } from "./validate.ts";

/** Texts are content snippets; they ride on the form, HTML-escaped. For failures the key is their code. */
export const readText = (form: Element, key: string): string => form.getAttribute(`data-text-${key}`) || "";

export const buttonSelector = "[type=submit],button:not([type])";

/** The summary of errors, or the live region: a form has both once it is connected. */
// `addPlaces` has seen to it.
const find = (form: Element, part: "errors" | "status"): HTMLElement => form.querySelector(`[data-portal-kit-${part}]`) as HTMLElement;

/** A form of the page's own gets the places where we speak, empty: what is put into a live region that is there already is read out. */
export function addPlaces(form: HTMLFormElement): void {
  if (!find(form, "errors"))
    form.insertAdjacentHTML(
      "afterbegin",
      "<div data-portal-kit-errors class='alert alert-danger' role=alert tabindex=-1></div><p data-portal-kit-status role=status tabindex=-1>",
    );
  find(form, "errors").hidden = true;
  showState(form, "idle");
}

export const isOpen = (form: HTMLFormElement): boolean => /idle|failed/.test(form.dataset["state"] || "");

/** Shows where a submission stands: on the form, to assistive technology, and on the button. */
export function showState(form: HTMLFormElement, state: FormState): void {
  const status = find(form, "status");
  form.dataset["state"] = state;
  form.querySelectorAll<HTMLButtonElement>(buttonSelector).forEach((button) => (button.disabled = !isOpen(form)));
  status.textContent = isOpen(form) ? "" : readText(form, state);
  if (!/done|pending/.test(state)) return;
  // The typed values have arrived: they need not stay on a screen that others may see.
  // A control called `reset` hides the form's own.
  (Object.getPrototypeOf(form) as HTMLFormElement).reset.call(form);
  status.focus();
}

/** The download's link, after the text of the state. */
export function showLink(form: HTMLFormElement, link: HTMLAnchorElement): void {
  link.download = "";
  link.textContent = readText(form, "download") || link.href;
  find(form, "status").append(link);
}

/** Shows what is wrong: at each field, and in the summary, which takes the focus. Without a title nothing is wrong any more. What was typed stays. */
export function showErrors(form: HTMLFormElement, title = "", errors: FieldErrors = {}): void {
  const summary = find(form, "errors");
  summary.textContent = "";
  summary.hidden = !title;
  addTo(summary, "p", title);
  const list = addTo(summary, "ul");
  let last = "";
  for (const control of listControls(form)) {
    const { name, classList } = control;
    const text = errors[name] || "";
    const field = control.closest("[data-portal-kit-field]");
    const message = field?.querySelector(".portal-kit-error");
    control.setAttribute("aria-invalid", `${!!text}`);
    // Bootstrap 5, then Bootstrap 3.
    classList.toggle("is-invalid", !!text);
    field?.classList.toggle("has-error", !!text);
    if (message) message.textContent = text;
    // The buttons of one question have one error.
    if (!text || name === last) continue;
    last = name;
    const link = addTo(addTo(list, "li"), "a", text);
    link.href = `#${control.id}`;
    link.addEventListener("click", (event) => {
      // The fragment of the address is not ours.
      event.preventDefault();
      control.focus();
    });
  }
  if (title) summary.focus();
}

function addTo<Name extends "a" | "li" | "p" | "ul">(parent: Element, name: Name, text = ""): HTMLElementTagNameMap[Name] {
  const element = parent.ownerDocument.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}
