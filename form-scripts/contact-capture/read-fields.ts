/** One configured field, as the visitor left it. */
export interface CapturedField {
  readonly column: string;
  readonly type: string;
  readonly required: boolean;
  /** UTF-16 code units, as Dataverse counts; undefined: no limit given. */
  readonly maxLength: number | undefined;
  readonly label: string;
  readonly value: string;
}

/** The trap for robots: people do not see it. */
export const trapName = "portal-kit-website";

/** The form's inputs by column; only those inside a `[data-portal-kit-field]`. */
export function readFields(form: HTMLFormElement): CapturedField[] {
  return listInputs(form).map((input) => ({
    column: input.name,
    type: input.type,
    required: input.required,
    maxLength: input.maxLength > 0 ? input.maxLength : undefined,
    label: form.querySelector(`label[for="${input.id}"]`)?.textContent?.trim() ?? input.name,
    value: input.value,
  }));
}

export function isTrapFilled(form: HTMLFormElement): boolean {
  return Boolean(form.querySelector<HTMLInputElement>(`[name="${trapName}"]`)?.value);
}

export function listInputs(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("[data-portal-kit-field] input[name]")];
}
