import type { YamlRecord } from "./plain-yaml.ts";
import { parseRecords } from "./parse-records.ts";
import { recordKindOf } from "./site-layout.ts";
import { isTrue, numberOf, recordsOf, referenceOf, textOf, type Row, type SiteSource } from "./site-rows.ts";
import type { PagePart, Site, SiteRecord } from "./site.ts";

/** The forms of a site: basic forms, and multistep forms with their steps. */
export interface SiteForms {
  readonly basicForms: readonly BasicForm[];
  readonly advancedForms: readonly AdvancedForm[];
}

/** What a basic form and a step of a multistep form have in common. Its layout lies in Dataverse (FormXML), not in the site folder. */
export interface FormRecord extends SiteRecord {
  /** Logical name. */
  readonly table: string;
  readonly mode: FormMode;
  readonly customJavaScript: PagePart | undefined;
  readonly metadata: readonly FormMetadata[];
}

export const formModes = ["insert", "edit", "read-only"] as const;
export type FormMode = (typeof formModes)[number];

export type BasicForm = FormRecord;

/** https://learn.microsoft.com/power-pages/configure/multistep-form-properties */
export interface AdvancedForm extends SiteRecord {
  readonly startStepId: string | undefined;
  readonly authenticationRequired: boolean;
  readonly startsNewSessionOnLoad: boolean;
  readonly steps: readonly AdvancedFormStep[];
}

/** https://learn.microsoft.com/power-pages/configure/multistep-form-steps */
export interface AdvancedFormStep extends FormRecord {
  /** undefined: a number Power Pages does not know. */
  readonly type: StepType | undefined;
  readonly nextStepId: string | undefined;
  /** Where a condition leads that is not met. */
  readonly elseStepId: string | undefined;
  readonly movePreviousPermitted: boolean;
}

export const stepTypes = ["condition", "load-form", "load-tab", "redirect", "user-control"] as const;
export type StepType = (typeof stepTypes)[number];

/** What overrides a part of the form. https://learn.microsoft.com/power-pages/configure/configure-basic-form-metadata */
export interface FormMetadata extends SiteRecord {
  readonly kind: "column" | "section" | "tab" | "other";
  /** Logical name; of a column only. */
  readonly column: string | undefined;
}

/** The forms that lie in a site folder. Pure; a site does not change, so once for each reading is enough. */
export function parseForms(site: Pick<Site, "texts">): SiteForms {
  const source = createSource(site);
  const basicMetadata = groupMetadata(source, "basicformmetadata", "entityformmetadataid", "entityform");
  const stepMetadata = groupMetadata(source, "advancedformmetadata", "webformmetadataid", "webformstep");
  const steps = recordsOf(source, "advancedformstep", "webformstepid").map((record): AdvancedFormStep => {
    const { values } = record;
    return {
      ...formOf(source, record, "targetentitylogicalname", stepMetadata),
      type: stepTypes[(numberOf(values, "type") ?? Number.NaN) - firstCode],
      nextStepId: referenceOf(values, "nextstep"),
      elseStepId: referenceOf(values, "conditiondefaultnextstep"),
      movePreviousPermitted: textOf(values, "movepreviouspermitted")?.toLowerCase() !== "false",
    };
  });
  return {
    basicForms: recordsOf(source, "basicform", "entityformid").map((record) => formOf(source, record, "entityname", basicMetadata)),
    advancedForms: recordsOf(source, "advancedform", "webformid").map((record) => ({
      ...record,
      startStepId: referenceOf(record.values, "startstep"),
      authenticationRequired: isTrue(record.values, "authenticationrequired"),
      startsNewSessionOnLoad: isTrue(record.values, "startnewsessiononload"),
      steps: steps.filter((step) => referenceOf(step.values, "webform") === record.id),
    })),
  };
}

/** Choices of the portal's own tables are numbered from here. */
const firstCode = 100_000_000;

function formOf(source: SiteSource, record: SiteRecord, tableKey: string, metadata: ReadonlyMap<string, FormMetadata[]>): FormRecord {
  const path = record.path.replace(/\.yml$/, ".custom_javascript.js");
  const text = source.text(path);
  return {
    ...record,
    table: (textOf(record.values, tableKey) ?? "").toLowerCase(),
    // Without a mode a form inserts (engine source of the 8.x ancestor).
    mode: formModes[(numberOf(record.values, "mode") ?? firstCode) - firstCode] ?? "insert",
    customJavaScript: text === undefined || text.trim() === "" ? undefined : { path, text },
    metadata: metadata.get(record.id) ?? [],
  };
}

function groupMetadata(source: SiteSource, kind: string, idKey: string, parentKey: string): Map<string, FormMetadata[]> {
  const groups = new Map<string, FormMetadata[]>();
  for (const record of recordsOf(source, kind, idKey)) {
    const parent = referenceOf(record.values, parentKey) ?? "";
    const group = groups.get(parent) ?? [];
    groups.set(parent, group);
    const column = textOf(record.values, "attributelogicalname")?.toLowerCase() || undefined;
    const partKind = (["column", "section", "tab"] as const)[(numberOf(record.values, "type") ?? firstCode) - firstCode] ?? "other";
    if (record.active) group.push({ ...record, kind: partKind === "column" && column === undefined ? "other" : partKind, column });
  }
  return groups;
}

function createSource({ texts }: Pick<Site, "texts">): SiteSource {
  const rows = new Map<string, Row[]>();
  for (const [path, text] of texts) {
    if (!/^(?:basic|advanced)-forms\//.test(path) || !path.endsWith(".yml")) continue;
    const kind = recordKindOf(path) ?? "";
    const ofKind = rows.get(kind) ?? [];
    rows.set(kind, ofKind);
    ofKind.push(...parseRecords(path, text).map((record: YamlRecord): Row => ({ path, ...record })));
  }
  // What is odd about these records was found when the site was read.
  return {
    rows: (kind) => rows.get(kind) ?? [],
    text: (path) => texts.get(path),
    exists: (path) => texts.has(path),
    likeNamed: () => undefined,
    report: () => undefined,
  };
}
