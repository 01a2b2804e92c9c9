import type { FormState } from "../../contract/names.ts";
import type { CaptureFailure } from "./capture-failure.ts";
import { listInputs } from "./read-fields.ts";
import type { FieldError } from "./validate.ts";

/** Shows where a submission stands: on the form, to assistive technology, and on the button. */
export function showState(form: HTMLFormElement, state: FormState): void {
  form.setAttribute("data-state", state);
  const isBusy = state === "checking" || state === "sending";
  const isOver = state === "done" || state === "pending";
  form.querySelectorAll<HTMLButtonElement>("button[type=submit]").forEach((button) => (button.disabled = isBusy || isOver));
  form.setAttribute("aria-busy", String(isBusy));
  const status = form.querySelector<HTMLElement>("[data-portal-kit-status]");
  if (status) status.textContent = isBusy || isOver ? readText(form, state) : "";
  if (!isOver) return;
  // The typed values have arrived: they need not stay on a screen that others may see.
  form.reset();
  status?.focus();
}

/** Shows what is wrong with the fields: at each one, and in the summary, which takes the focus. */
export function showFieldErrors(form: HTMLFormElement, errors: readonly FieldError[]): void {
  const texts = errors.map(({ column, label, code, maxLength }) => {
    const text = readText(form, code)
      .replace("[label]", () => label)
      .replace("[max]", String(maxLength));
    const input = listInputs(form).find(({ name }) => name === column);
    if (input) markInput(form, input, text);
    return { text, input };
  });
  const list = form.ownerDocument.createElement("ul");
  for (const { text, input } of texts) {
    const link = form.ownerDocument.createElement("a");
    link.textContent = text;
    link.href = `#${input?.id || ""}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      input?.focus();
    });
    const item = form.ownerDocument.createElement("li");
    item.append(link);
    list.append(item);
  }
  showSummary(form, readText(form, "summary"), list);
}

/** Shows that the submission did not get through. What was typed stays. */
export function showFailure(form: HTMLFormElement, { step, code, portalCode }: CaptureFailure): void {
  const text = code === "session-expired" || code === "busy" ? code : "failed";
  // For the operator who looks at the page; neither holds anything about the visitor.
  form.setAttribute("data-failure", [step, code, portalCode].filter(Boolean).join(" "));
  showSummary(form, readText(form, text));
}

export function clearErrors(form: HTMLFormElement): void {
  form.removeAttribute("data-failure");
  const summary = form.querySelector<HTMLElement>("[data-portal-kit-errors]");
  if (summary) {
    summary.hidden = true;
    summary.textContent = "";
  }
  listInputs(form).forEach((input) => markInput(form, input, ""));
}

function markInput(form: HTMLFormElement, input: HTMLInputElement, text: string): void {
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  // Bootstrap 5, then Bootstrap 3.
  input.classList.toggle("is-invalid", !!text);
  input.closest("[data-portal-kit-field]")?.classList.toggle("has-error", !!text);
  const message = form.querySelector<HTMLElement>(`[id="${input.getAttribute("aria-describedby") || ""}"]`);
  if (!message) return;
  message.textContent = text;
  message.hidden = !text;
}

function showSummary(form: HTMLFormElement, title: string, ...content: readonly Node[]): void {
  const summary = form.querySelector<HTMLElement>("[data-portal-kit-errors]");
  if (!summary) return;
  const heading = form.ownerDocument.createElement("p");
  heading.textContent = title;
  summary.textContent = "";
  summary.append(heading, ...content);
  summary.hidden = false;
  summary.focus();
}

/** Texts are content snippets; they ride on the form, HTML-escaped. */
const readText = (form: Element, key: string): string => form.getAttribute(`data-text-${key}`) || "";
