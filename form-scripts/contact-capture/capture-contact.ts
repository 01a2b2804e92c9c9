import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import type { CaptureFailure, CaptureFailureCode } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";
import { finish } from "./finish.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import { readText, showErrors, showState } from "./show-form.ts";
import type { SubmitResult } from "./submit-contact.ts";
import type { FieldErrors } from "./validate.ts";

export type FormResult = SubmitResult | Refusal;

/** A submission that does not leave the form. */
export type Refusal = CaptureFailure & { readonly errors?: FieldErrors | undefined };

/** One submission of a form, as the visitor sees it: checking → whatever `submit` shows on its way → how it ended; without a result nothing was sent. */
export async function captureContact(
  page: CapturePage,
  form: HTMLFormElement,
  settings: CaptureSettings,
  submit: () => Promise<FormResult | undefined>,
): Promise<void> {
  if (form.dataset["failure"]) showErrors(form);
  showState(form, "checking");
  // Whatever goes wrong there is ours.
  const result = await submit().catch(() => refuse(page, "unexpected"));
  delete form.dataset["failure"];
  if (!result) return showState(form, "idle");
  if (result.ok) {
    showState(form, result.isPending ? "pending" : "done");
    return finish(page, form, settings, result.identified);
  }
  const { step, code, portalCode, errors }: Refusal = result;
  showState(form, "failed");
  // For the operator who looks at the page; none of them holds anything about the visitor.
  form.dataset["failure"] = [step, code, portalCode].join(" ").trim();
  showErrors(form, readText(form, code) || readText(form, "failed"), errors);
}

/** Says no before anything is sent, and tells the page. */
export function refuse({ document }: Pick<CapturePage, "document">, code: CaptureFailureCode, errors?: FieldErrors): Refusal {
  dispatchPageEvent(document, "portalkit:failed", { step: "validate", code });
  return { ok: false, step: "validate", code, errors };
}
