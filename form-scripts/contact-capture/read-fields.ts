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
    label: form.querySelector(`label[for="${input.id}"]`)?.textContent?.trim() || input.name,
    value: input.value,
  }));
}

/** Whether the trap is filled in. Empties it: a person whose browser filled it in cannot, and gets through at the next try. */
export function springTrap(form: HTMLFormElement): boolean {
  const trap = form.querySelector<HTMLInputElement>(`[name="${trapName}"]`);
  if (!trap?.value) return false;
  trap.value = "";
  return true;
}

export function listInputs(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("[data-portal-kit-field] input[name]")];
}
