/** Whether an annotation is to be written, by its name without the column. */
export type AnnotationFilter = (name: string) => boolean;

/** `Prefer: odata.maxpagesize=50`; undefined when not asked for or not a whole number above 0. */
export function readPageSize(prefer: string | null): number | undefined {
  const [, digits] = /(?:^|[,;\s])odata\.maxpagesize\s*=\s*(\d{1,9})(?![\d])/iu.exec(prefer ?? "") ?? [];
  const size = digits === undefined ? 0 : Number(digits);
  return size > 0 ? size : undefined;
}

/**
 * `Prefer: odata.include-annotations="*"`: names, with `*` for any and `ns.*` for all of a namespace; a leading `-` leaves one out; the
 * narrower one counts. undefined when not asked for.
 * https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part1-protocol.html
 */
export function readAnnotationFilter(prefer: string | null): AnnotationFilter | undefined {
  const [, quoted, bare] = /(?:^|[,;\s])odata\.include-annotations\s*=\s*(?:"([^"]*)"|([^",;\s]+))/iu.exec(prefer ?? "") ?? [];
  const patterns = (quoted ?? bare)
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => ({ isIncluded: !part.startsWith("-"), name: part.replace(/^-/u, "") }));
  return (
    patterns &&
    ((name) => patterns.filter((one) => matches(one.name, name)).sort((a, b) => b.name.length - a.name.length)[0]?.isIncluded ?? false)
  );
}

function matches(pattern: string, name: string): boolean {
  return pattern === "*" || pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1)));
}

export const everyAnnotation: AnnotationFilter = () => true;
export const noAnnotation: AnnotationFilter = () => false;
