import { noAnnotation, readAnnotationFilter, readPageSize, type AnnotationFilter } from "../odata/read-prefer.ts";

/** What a request's `Prefer` header asks for. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#prefer-headers */
export interface Preferences {
  readonly representation: boolean;
  /** Which annotations to write; none unless asked for. */
  readonly includes: AnnotationFilter;
  /** As asked for, with quotes; undefined: not asked for. */
  readonly annotations: string | undefined;
  readonly pageSize: number | undefined;
  readonly continueOnError: boolean;
  readonly trackChanges: boolean;
}

/** Preferences that are not known, and `respond-async`, are not obeyed: an answer's `Preference-Applied` names those that were. */
export function readPreferences(headers: Headers): Preferences {
  const prefer = headers.get("prefer");
  const names = new Map(
    (prefer?.match(/(?:"[^"]*"|[^",;])+/gu) ?? []).map((part): [string, string] => {
      const [name = "", ...value] = part.split("=");
      return [name.trim().toLowerCase(), value.join("=").trim()];
    }),
  );
  return {
    representation: names.get("return") === "representation",
    includes: readAnnotationFilter(prefer) ?? noAnnotation,
    annotations: names.get("odata.include-annotations"),
    pageSize: readPageSize(prefer),
    continueOnError: ["", "true"].includes(names.get("odata.continue-on-error") ?? "no"),
    trackChanges: names.has("odata.track-changes"),
  };
}

/** The header that names which preferences an answer obeyed. */
export function appliedHeader(
  { annotations, pageSize }: Preferences,
  obeyed: { readonly representation?: true; readonly pageSize?: true } = {},
): Readonly<Record<string, string>> {
  const applied = [
    ...(obeyed.representation === true ? ["return=representation"] : []),
    ...(obeyed.pageSize === true && pageSize !== undefined ? [`odata.maxpagesize=${pageSize}`] : []),
    ...(annotations === undefined ? [] : [`odata.include-annotations=${annotations}`]),
  ];
  return applied.length === 0 ? {} : { "preference-applied": applied.join(",") };
}
