import { annotationNames, createAnnotator, prefixAnnotations } from "../query/annotator.ts";
import type { ReadContext } from "../query/row-reader.ts";
import { formatValue } from "../query/format-value.ts";
import type { AnnotationFilter } from "../odata/read-prefer.ts";
import type { JsonRow, JsonValue } from "../odata/render-rows.ts";
import { renderEtag } from "../odata/render-rows.ts";
import type { BoundFetch } from "./bound-fetch.ts";
import type { FetchCell, FetchResult } from "./fetch-result.ts";

/** The rows of a result as JSON. Values that are null are left out: observed (third party). The primary key is always there, but not where rows are distinct. */
export async function renderFetchRows(
  context: Omit<ReadContext, "access">,
  fetch: BoundFetch,
  result: FetchResult,
  includes: AnnotationFilter,
): Promise<readonly JsonRow[]> {
  const shown = result.rows.flatMap(({ cells }) =>
    cells.flatMap(({ table, source, definition }) => (source === undefined ? [] : [{ table, row: source, columns: [definition.name] }])),
  );
  const annotator = await createAnnotator(context, shown, includes);
  const annotate = ({ key, value, table, definition, isAliased, source }: FetchCell): Readonly<Record<string, string>> => {
    const formatted = formatValue(value, definition);
    const own =
      source === undefined
        ? formatted !== undefined && includes(annotationNames.formatted)
          ? { [annotationNames.formatted]: formatted }
          : {}
        : annotator.annotate(table, source, definition.name);
    const attribute = isAliased && includes(annotationNames.attribute) ? { [annotationNames.attribute]: definition.name } : {};
    return prefixAnnotations(key, { ...attribute, ...own });
  };
  const { primaryId } = fetch.table;
  return result.rows.map(({ row, cells }) => {
    const entries = cells.flatMap((cell): [string, JsonValue][] =>
      cell.value === null ? [] : [...Object.entries(annotate(cell)), [cell.key, cell.value]],
    );
    const isRow = row !== undefined && !fetch.isDistinct;
    return {
      ...(isRow ? { "@odata.etag": renderEtag(row) } : {}),
      ...Object.fromEntries(entries),
      ...(isRow ? { [primaryId]: row[primaryId] ?? null } : {}),
    };
  });
}

/**
 * What stands beside `value`: the count where it was asked for, and the annotations of FetchXML results.
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/count-rows
 */
export function renderFetchAnnotations(
  result: FetchResult,
  includes: AnnotationFilter,
): Readonly<Record<string, string | number | boolean>> {
  const { totalRecordCount, totalRecordCountLimitExceeded, pagingCookie, moreRecords, page } = result;
  const cookie =
    pagingCookie === undefined ? undefined : `<cookie pagenumber="${page + 1}" pagingcookie="${pagingCookie}" istracking="False" />`;
  const annotations: readonly (readonly [string, string | number | boolean | undefined])[] = [
    ["Microsoft.Dynamics.CRM.totalrecordcount", totalRecordCount],
    ["Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", totalRecordCountLimitExceeded],
    ["Microsoft.Dynamics.CRM.fetchxmlpagingcookie", cookie],
    ["Microsoft.Dynamics.CRM.morerecords", moreRecords],
  ];
  return {
    ...(totalRecordCount < 0 ? {} : { "@odata.count": totalRecordCount }),
    ...Object.fromEntries(annotations.flatMap(([name, value]) => (value !== undefined && includes(name) ? [[`@${name}`, value]] : []))),
  };
}
