import type { FormRecord } from "../../../site/parse-forms.ts";
import { textOf } from "../../../site/site-rows.ts";
import { parseJson, pickLocalText, readLocalText, readMember } from "./local-text.ts";

/** The submit button of a form, and what is said after it: the studio keeps them in the form's settings, older forms in keys of their own. */
export interface SubmitTexts {
  readonly label: string;
  readonly busyLabel: string;
  readonly tooltip: string;
  readonly cssClass: string;
  readonly successMessage: string;
}

/** https://learn.microsoft.com/power-pages/configure/basic-forms */
export function readSubmitTexts(form: FormRecord, lcid: number | undefined): SubmitTexts {
  const action = findSubmitAction(form);
  const local = (name: string, key: string, other: string): string =>
    pickLocalText(readMember(action, name), lcid) || readLocalText(textOf(form.values, key), lcid) || other;
  const cssClass = readMember(action, "ButtonCssClass");
  return {
    label: local("ButtonLabel", "submitbuttontext", "Submit"),
    busyLabel: local("ButtonBusyLabel", "submitbuttonbusytext", "Processing..."),
    tooltip: pickLocalText(readMember(action, "ButtonTooltip"), lcid) ?? "",
    cssClass: (typeof cssClass === "string" && cssClass) || textOf(form.values, "submitbuttoncssclass") || "",
    successMessage:
      readLocalText(textOf(form.values, "successmessage"), lcid) ||
      pickLocalText(readMember(action, "SuccessMessage"), lcid) ||
      "Submission completed successfully.",
  };
}

function findSubmitAction(form: FormRecord): unknown {
  const actions = readMember(parseJson(textOf(form.values, "settings") || "{}"), "Actions");
  return Array.isArray(actions) ? actions.find((action: unknown) => readMember(action, "Type") === "SubmitAction") : undefined;
}
