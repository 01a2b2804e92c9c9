import { assertNever } from "../../../access/assert-never.ts";
import type { FormPlace } from "../../../liquid/liquid-host.ts";
import type { AdvancedForm, AdvancedFormStep } from "../../../site/parse-forms.ts";
import { referenceOf, textOf } from "../../../site/site-rows.ts";
import type { Row } from "../../store/store.ts";
import { SaveFailed, succeed } from "./basic-form.ts";
import { displayForm } from "./display-form.ts";
import { readAttachments, saveAttachments, type PostedFiles } from "./attachments.ts";
import { findFormRow } from "./find-form-row.ts";
import type { StepRows } from "./find-reference.ts";
import type { FormCall } from "./form-call.ts";
import { planFields } from "./form-fields.ts";
import { createFormNames } from "./form-names.ts";
import { showErrors, type FormOutcome, type ShownForm } from "./form-outcome.ts";
import { FormRefusal } from "./form-permissions.ts";
import type { FormRun, FormSession, RunStep } from "./form-sessions.ts";
import { readSubmitTexts } from "./form-texts.ts";
import { leaveStep } from "./leave-step.ts";
import { readLocalText } from "./local-text.ts";
import { readPosted } from "./read-posted.ts";
import { renderFormMessage, type FormButton } from "./render-form-view.ts";
import { saveForm } from "./save-form.ts";

export interface AdvancedDisplay {
  readonly session: FormSession;
  readonly place: FormPlace;
  readonly shown: ShownForm | undefined;
}

/** Hidden input that says which way through the form a postback is about. */
const runInput = "WebFormSessionID";

/** The way through a multistep form that a postback is about. */
export const readRunId = (sent: URLSearchParams, formId: string): string | undefined =>
  sent.get(createFormNames("webform", formId).input(runInput)) ?? undefined;

/** The step of a multistep form that the visitor has come to; the first one on a fresh visit. */
export async function displayAdvancedForm(call: FormCall, form: AdvancedForm, { session, place, shown }: AdvancedDisplay): Promise<string> {
  const names = createFormNames("webform", form.id);
  if (shown?.isHidden === true && shown.message !== undefined) return renderFormMessage(names, shown.message);
  try {
    const run = openRun(call, form, { session, shown });
    const { step, runStep } = currentStep(form, run);
    if (form.values["adx_progressindicatorenabled"] === "true")
      place.notice(`The progress indicator of the multistep form "${form.name}" is not rendered.`);
    return await displayForm(call, {
      kind: "webform",
      form: step,
      names,
      place,
      shown,
      findRow: () => findStepRow(call, step, { run, runStep }),
      stepRows: rowsOfSteps(run),
      buttons: () => listButtons(call, form, step, run),
      hidden: { [runInput]: run.id },
    });
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    place.notice(error.message);
    return renderFormMessage(names, { kind: "error", text: error.message });
  }
}

export interface AdvancedPost {
  readonly session: FormSession;
  readonly button: string;
  readonly sent: URLSearchParams;
  readonly files: PostedFiles;
}

/**
 * A button of a step: back leads to the step before without saving, next saves and goes on. Throws FormRefusal, UnjudgedPermission, PostbackRefused,
 * SaveFailed.
 */
export async function postAdvancedForm(
  call: FormCall,
  form: AdvancedForm,
  { session, button, sent, files }: AdvancedPost,
): Promise<FormOutcome> {
  const names = createFormNames("webform", form.id);
  const run = session.findRun(form.id, readRunId(sent, form.id));
  if (run === undefined) throw new FormRefusal("The session of this form is over: open the page again.");
  const { step, runStep } = currentStep(form, run);
  if (button === "PreviousButton") {
    if (!step.movePreviousPermitted || run.position === 0) throw new FormRefusal(`No way leads back from the step "${step.name}".`);
    run.position -= 1;
    return { kind: "redirect", location: addressOf(call, run) };
  }
  const table = call.ctx.schema.findTable(step.table);
  if (table === undefined) throw new FormRefusal(`The step "${step.name}" takes nothing.`);
  const row = await findStepRow(call, step, { run, runStep });
  const rowId = row === undefined ? undefined : String(row[table.primaryId]);
  if (step.mode === "read-only") runStep.rowId = rowId;
  else {
    const { fields } = planFields(call, step, table);
    const posted = readPosted(sent, { fields, names, table });
    const attached = readAttachments(call, step, { files, names });
    const errors = [...posted.errors, ...attached.errors];
    if (errors.length > 0) return showErrors(form.id, errors, posted.typed);
    runStep.rowId = await saveForm(call, { form: step, table, fields, posted, rowId, stepRows: rowsOfSteps(run) }).catch(
      (error: unknown) => {
        throw new SaveFailed(posted.typed, error);
      },
    );
    await saveAttachments(call, { form: step, table, rowId: runStep.rowId, files: attached.files });
  }
  const left = await leaveStep(call, form, { step, rowId: runStep.rowId });
  switch (left.kind) {
    case "step": {
      const [kept, next] = [run.history.slice(0, run.position + 1), run.history[run.position + 1]];
      // Who went back and on again finds the rows of the steps there, unless the way has changed.
      if (next?.stepId !== left.step.id)
        run.history.splice(0, run.history.length, ...kept, { stepId: left.step.id, table: left.step.table, rowId: undefined });
      run.position += 1;
      return { kind: "redirect", location: addressOf(call, run) };
    }
    case "redirect":
      session.endRun(run);
      return left;
    case "end": {
      const outcome = await succeed(call, step, { id: runStep.rowId });
      session.endRun(run);
      return outcome.kind === "redirect" ? outcome : { kind: "show", shown: { ...outcome.shown, formId: form.id, isHidden: true } };
    }
    default:
      return assertNever(left);
  }
}

/** Of the steps before the one that is shown. */
const rowsOfSteps = ({ history, position }: FormRun): StepRows =>
  new Map(history.slice(0, position).flatMap(({ stepId, rowId }) => (rowId === undefined ? [] : [[stepId, rowId] as const])));

function openRun({ url }: FormCall, form: AdvancedForm, { session, shown }: Pick<AdvancedDisplay, "session" | "shown">): FormRun {
  const named = session.findRun(form.id, shown?.runId ?? url.searchParams.get("sessionid") ?? undefined);
  if (named !== undefined) {
    const stepId = url.searchParams.get("stepid")?.toLowerCase();
    const position = shown === undefined ? named.history.findIndex((step) => step.stepId === stepId) : -1;
    if (position >= 0) named.position = position;
    return named;
  }
  const last = form.startsNewSessionOnLoad ? undefined : session.lastRun(form.id);
  if (last !== undefined) return last;
  const first = form.steps.find((step) => step.id === form.startStepId && step.active);
  if (first?.type !== "load-form" && first?.type !== "load-tab")
    throw new FormRefusal(
      `The multistep form "${form.name}" does not begin with a step that loads a form or a tab${first === undefined ? "" : `: "${first.name}"`}.`,
    );
  const run = session.startRun(form.id);
  run.history.push({ stepId: first.id, table: first.table, rowId: undefined });
  return run;
}

function currentStep(form: AdvancedForm, run: FormRun): { step: AdvancedFormStep; runStep: RunStep } {
  const runStep = run.history[run.position];
  const step = form.steps.find(({ id }) => id === runStep?.stepId);
  if (step === undefined || runStep === undefined)
    throw new FormRefusal(`The multistep form "${form.name}" has changed: open the page again.`);
  return { step, runStep };
}

/** The row the step has written before, or by its record source. */
async function findStepRow(
  call: FormCall,
  step: AdvancedFormStep,
  { run, runStep }: { run: FormRun; runStep: RunStep },
): Promise<Row | undefined> {
  if (runStep.rowId !== undefined) return call.service.find(step.table, runStep.rowId);
  const sourceId = referenceOf(step.values, "entitysourcestep");
  const before = run.history.slice(0, run.position).filter(({ table, rowId }) => table === step.table && rowId !== undefined);
  const source = before.find(({ stepId }) => stepId === sourceId) ?? before.at(-1);
  return findFormRow(call, step, source?.rowId);
}

function listButtons(call: FormCall, form: AdvancedForm, step: AdvancedFormStep, run: FormRun): FormButton[] {
  const submit = readSubmitTexts(step, call.lcid);
  const local = (key: string, other: string): string => readLocalText(textOf(step.values, key), call.lcid) || other;
  const next = form.steps.find(({ id }) => id === step.nextStepId);
  const isLast = next === undefined || next.type === "redirect";
  const back: FormButton = {
    ...submit,
    id: "PreviousButton",
    label: local("previousbuttontext", "Previous"),
    cssClass: local("previousbuttoncssclass", ""),
  };
  return [
    ...(run.position > 0 && step.movePreviousPermitted ? [back] : []),
    {
      ...submit,
      id: "NextButton",
      ...(isLast ? {} : { label: local("nextbuttontext", "Next"), cssClass: local("nextbuttoncssclass", "") }),
    },
  ];
}

/** Each step has an address of its own (engine source of the 8.x ancestor). */
function addressOf({ url }: FormCall, run: FormRun): string {
  const query = new URLSearchParams(url.search);
  query.set("stepid", run.history[run.position]?.stepId ?? "");
  query.set("sessionid", run.id);
  return `${url.pathname}?${query.toString()}`;
}
