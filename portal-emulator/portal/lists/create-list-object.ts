import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { isTrue, textOf } from "../../../site/site-rows.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import { findView } from "./find-view.ts";
import { pageOf, type SiteList } from "./site-lists.ts";
import { createViewColumns, renderSortExpression } from "./view-columns.ts";

/**
 * `entitylist`: a list's own columns, and what they mean.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#entitylist
 */
export function createListObject(data: VisitorData, list: SiteList, warn: (message: string) => void): LiquidObject {
  const { index } = data.request;
  const { values } = list;
  const languageCode = languageOf(data);
  const text = (name: string): string | undefined => textOf(values, name) || undefined;
  const localized = (name: string): string | undefined => readLocalized(text(name), languageCode);
  const urlOf = (name: string): string | undefined => index.pageById(pageOf(list, name))?.url;
  const createUrl = urlOf("webpageforcreate");
  const detailUrl = urlOf("webpagefordetailsview");
  const idParameter = text("idquerystringparametername");
  return createLiquidObject({
    members: {
      id: list.id,
      logical_name: "adx_entitylist",
      create_enabled: createUrl !== undefined,
      create_label: () => localized("createbuttonlabel"),
      create_url: createUrl,
      detail_enabled: detailUrl !== undefined && idParameter !== undefined,
      detail_id_parameter: idParameter,
      detail_label: () => localized("detailsbuttonlabel"),
      detail_url: detailUrl,
      empty_list_text: () => localized("emptylisttext"),
      enable_entity_permissions: isTrue(values, "entitypermissionsenabled"),
      entity_logical_name: list.table,
      filter_account_attribute_name: list.filterAccountColumn,
      filter_apply_label: () => localized("filter_applybuttonlabel"),
      filter_definition: list.filterDefinition,
      filter_enabled: list.filterEnabled,
      filter_portal_user_attribute_name: list.filterUserColumn,
      filter_website_attribute_name: list.filterWebsiteColumn,
      language_code: languageCode,
      page_size: list.pageSize,
      primary_key_name: text("primarykeyname") ?? data.names.schema.findTable(list.table)?.primaryId,
      search_enabled: list.searchEnabled,
      search_placeholder: () => localized("searchplaceholdertext"),
      search_tooltip: () => localized("searchtooltiptext"),
      views: list.viewIds.map((id) => createListView(data, { list, id }, warn)),
    },
    index: (key) =>
      (String(key) === "adx_registerstartupscript" ? readScript(data, list, warn) : undefined) ??
      showText(values[String(key)] ?? values[String(key).replace(/^adx_/, "")]),
  });
}

/** A list's custom JavaScript, which lies in a file of its own. */
function readScript({ context }: VisitorData, { name, path }: SiteList, warn: (message: string) => void): string | undefined {
  const script = context
    .site()
    .texts.get(path.replace(/\.yml$/, ".custom_javascript.js"))
    ?.trim();
  if (script === undefined || script === "") return undefined;
  if (/\{[{%]/.test(script)) warn(`The Liquid in the custom JavaScript of the list "${name}" is not rendered.`);
  return script;
}

/** LCID of the language that labels are shown in. */
export function languageOf({ context }: VisitorData): number {
  return context.site().website.lcid ?? 1033;
}

/** A view of a list, without its rows. */
function createListView(
  data: VisitorData,
  { list, id }: { readonly list: SiteList; readonly id: string },
  warn: (message: string) => void,
): LiquidObject {
  let view: ReturnType<typeof findView> | null = null;
  const found = (): ReturnType<typeof findView> => {
    if (view === null) view = findView(data, { id, name: undefined, table: list.table, columns: list.namedColumns }, warn);
    return view;
  };
  return createLiquidObject({
    members: {
      id,
      language_code: languageOf(data),
      name: () => found()?.name,
      display_name: () => readViewName(list, { id, languageCode: languageOf(data) }) ?? found()?.name,
      entity_logical_name: list.table,
      primary_key_logical_name: () => found()?.table.primaryId,
      sort_expression: () => {
        const shown = found();
        return shown && renderSortExpression(shown);
      },
      columns: () => {
        const shown = found();
        return shown === undefined ? [] : createViewColumns(data, shown);
      },
    },
  });
}

interface LocalizedText {
  readonly LCID?: unknown;
  readonly Value?: unknown;
}

/** Texts of a list hold one value per language as JSON, or are the text itself. */
function readLocalized(text: string | undefined, languageCode: number): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) return text;
  return pickLanguage(parsed, languageCode);
}

function readViewName(list: SiteList, { id, languageCode }: { readonly id: string; readonly languageCode: number }): string | undefined {
  const metadata = parseJson(textOf(list.values, "views") ?? "");
  const views = typeof metadata === "object" && metadata !== null && "Views" in metadata ? metadata.Views : undefined;
  const one = (Array.isArray(views) ? views : []).find(
    (view: unknown) =>
      typeof view === "object" && view !== null && "ViewId" in view && String(view.ViewId).toLowerCase() === id && "DisplayName" in view,
  ) as { readonly DisplayName: unknown } | undefined; // the line above has looked
  return Array.isArray(one?.DisplayName) ? pickLanguage(one.DisplayName, languageCode) : undefined;
}

function pickLanguage(texts: readonly unknown[], languageCode: number): string | undefined {
  const found = texts.find((one) => isLocalized(one) && Number(one.LCID) === languageCode);
  return isLocalized(found) && typeof found.Value === "string" && found.Value !== "" ? found.Value : undefined;
}

const isLocalized = (value: unknown): value is LocalizedText => typeof value === "object" && value !== null;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Plain text is as good: see readLocalized.
    return undefined;
  }
}

/** Truth is truth, an empty value is nil. */
function showText(value: string | readonly string[] | undefined): unknown {
  if (value === undefined || value === "") return undefined;
  return value === "true" ? true : value === "false" ? false : value;
}
