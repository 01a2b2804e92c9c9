/** A date from a Date or from text: ISO 8601, or what en-US writes (`11/22/2025 3:05 PM`). No offset means UTC, the portal's clock. */
export function parseDate(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  if (typeof value !== "string" || !/\d/.test(value)) return undefined;
  const text = value.trim();
  const hasOffset = /(?:z|gmt|utc|[+-]\d{2}:?\d{2})$/i.test(text) && !/^\d{4}-\d{2}(?:-\d{2})?$/.test(text);
  const date = new Date(
    hasOffset || /^\d{4}-\d{2}(?:-\d{2})?$/.test(text) ? text : `${text}${/^\d{4}-\d{2}-\d{2}[T ]/.test(text) ? "Z" : " UTC"}`,
  );
  return Number.isNaN(date.getTime()) ? undefined : date;
}
