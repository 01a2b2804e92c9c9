import type { Configuration } from "../../contract/configuration.ts";
import { templateNames, textSnippetPrefix } from "../../contract/names.ts";
import type { KitFiles } from "../kit-files.ts";
import { findClosed } from "./closed-access.ts";
import { findContactAccess, listOpenings } from "./contact-access.ts";
import type { Desired, Need } from "./desired.ts";
import { fillForm, fillFormSettings, pickTemplates } from "./fill-form.ts";
import { findAccessFindings, findLinkedRoles } from "./find-access-findings.ts";
import { findCaptureFindings } from "./find-capture-findings.ts";
import { textSnippets, webTemplate, type RecordWriter } from "./kit-records.ts";
import { needAccess } from "./need-access.ts";
import { needCapturePage } from "./need-capture-page.ts";
import { needClosedAccess } from "./need-closed-access.ts";
import { needWebApiSettings } from "./need-web-api-settings.ts";
import type { Opening } from "./plan.ts";

/**
 * A path that writes contacts from the page: the form's templates, texts and page, and exactly the access the path needs.
 * @param openedBefore what earlier applies opened: what this one does not want is closed by values
 */
export function needCapture(writer: RecordWriter, kit: KitFiles, configuration: Configuration, openedBefore: readonly Opening[]): Need {
  const { capture, languages } = configuration;
  if (capture.path === "none") return needClosedAccess(writer, findClosed(openedBefore, []));
  const access = findContactAccess(writer.site, configuration);
  const opens = listOpenings(access);
  const closed = findClosed(openedBefore, opens);
  const texts = textSnippets(writer, kit, {
    keys: (key) => isNeededText(key, configuration),
    languages,
    why: "a text of the contact form",
  });
  const page = capture.page === undefined ? { desired: [], findings: [] } : needCapturePage(writer, kit, capture.page, languages);
  const settings = needWebApiSettings(writer, [...access.columns.keys()]);
  return {
    desired: [
      ...needTemplates(writer, kit, configuration),
      ...texts.desired,
      ...page.desired,
      ...settings.desired,
      ...needAccess(writer, access, closed),
    ],
    opens,
    findings: [
      ...texts.findings,
      ...page.findings,
      ...findAccessFindings(writer.site, configuration, access),
      ...findLinkedRoles(access, closed),
      ...settings.findings,
      ...findCaptureFindings(writer.site, kit, configuration),
    ],
  };
}

function needTemplates(writer: RecordWriter, kit: KitFiles, configuration: Configuration): Desired[] {
  const { capture } = configuration;
  const templates = pickTemplates(kit, capture);
  return [
    ...webTemplate(writer, templateNames.contactCapture, fillForm(kit, configuration), "the contact form and its script"),
    ...webTemplate(
      writer,
      templateNames.captureScript,
      fillFormSettings(templates.captureScript, configuration),
      "the form's script alone, for forms of a page's own",
    ),
    ...(capture.existingForms
      ? webTemplate(
          writer,
          templateNames.existingForm,
          fillFormSettings(templates.existingForm, configuration),
          "the script for basic forms and multistep forms",
        )
      : []),
  ];
}

/** Every text of the form but those of what it does not have. */
function isNeededText(key: string, { capture }: Configuration): boolean {
  const has = {
    banner: false,
    label: capture.fields.some((field) => field.label === textSnippetPrefix + key),
    consent: capture.fields.some((field) => field.consent?.ask === "yes-no"),
  }[key.split(".", 1)[0] ?? ""];
  if (has !== undefined) return has;
  if (key === "form.keep" || key === "form.keep-note") return capture.outbox;
  return key !== "success.download" || capture.success.kind === "download";
}
