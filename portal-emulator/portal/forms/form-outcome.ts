import type { FieldValue } from "./render-field.ts";
import type { FormMessage } from "./render-form-view.ts";

/** What a postback comes to: the browser goes elsewhere, or the page is shown again. */
export type FormOutcome = { readonly kind: "redirect"; readonly location: string } | { readonly kind: "show"; readonly shown: ShownForm };

/** A form after its postback. */
export interface ShownForm {
  readonly formId: string;
  readonly message?: FormMessage;
  /** Nothing but the message is shown. */
  readonly isHidden?: boolean;
  readonly errors: readonly string[];
  readonly typed: ReadonlyMap<string, FieldValue>;
  /** The way through a multistep form that was posted. */
  readonly runId?: string;
}

export function showErrors(formId: string, errors: readonly string[], typed: ShownForm["typed"] = new Map()): FormOutcome {
  return { kind: "show", shown: { formId, errors, typed } };
}

/** A refusal that is no fault of what was typed. */
export function showRefusal(formId: string, text: string, typed: ShownForm["typed"] = new Map()): FormOutcome {
  return { kind: "show", shown: { formId, message: { kind: "error", text }, errors: [], typed } };
}
