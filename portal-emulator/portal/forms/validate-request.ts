import type { Access } from "../../../access/access.ts";

const message =
  "Found field(s) submitted with potentially dangerous value(s) such as HTML, or script. Please review the field value(s) and try again.";

/**
 * What a portal says to HTML in a form's inputs; undefined: nothing. Documented: script blocks are always refused, all HTML where
 * `Site/DisableFormDataSafeHtmlValidation` is false, nothing where `DisableValidationWebTemplate` is true.
 * https://learn.microsoft.com/power-pages/configure/basic-forms#request-validation
 */
export function findDangerousValue(access: Pick<Access, "setting">, sent: URLSearchParams): string | undefined {
  const isSetting = (name: string, value: string): boolean => access.setting(name)?.trim().toLowerCase() === value;
  if (isSetting("DisableValidationWebTemplate", "true")) return undefined;
  const dangerous = isSetting("Site/DisableFormDataSafeHtmlValidation", "false") ? /<[a-z!/?]|&#/i : /<\/?script\b/i;
  return [...sent.values()].some((value) => dangerous.test(value)) ? message : undefined;
}
