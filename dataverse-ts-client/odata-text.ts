/**
 * Text as an OData string literal, quotes included: a quote inside is doubled. The client encodes a filter for the address; this does not.
 * https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html#sec_PrimitiveLiterals
 */
export const quoteODataText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `column eq 'a' or column eq 'b'`; undefined for no values, since an empty filter would match every row. */
export function filterAnyOf(column: string, values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.map((value) => `${column} eq ${quoteODataText(value)}`).join(" or ");
}
