import type { FormKind } from "../../../liquid/liquid-host.ts";

/** Names of a form's elements: ids are as documented and observed; names carry the naming containers of the page (observed, third party). */
export interface FormNames {
  /** The form's control on the page. */
  readonly control: string;
  /** Name of a button. */
  button(id: string): string;
  /** Name of an input. */
  input(column: string): string;
}

const container = "ctl00$ContentContainer$";

export function createFormNames(kind: FormKind, formId: string): FormNames {
  const control = `${kind === "entityform" ? "EntityFormControl" : "WebFormControl"}_${formId.replaceAll("-", "")}`;
  const view = kind === "entityform" ? `${control}_EntityFormView` : "EntityFormView";
  return {
    control,
    button: (id) => `${container}${control}$${id}`,
    input: (column) => `${container}${control}$${view}$${column}`,
  };
}

export interface PressedButton {
  readonly kind: FormKind;
  readonly formId: string;
  readonly button: string;
}

/** The button that a postback names in `__EVENTTARGET`; undefined: none of a form's. */
export function readPressedButton(eventTarget: string): PressedButton | undefined {
  const found =
    /^ctl00\$ContentContainer\$(Entity|Web)FormControl_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\$(\w+)$/.exec(
      eventTarget,
    );
  if (found === null) return undefined;
  const [, kind, ...parts] = found;
  return { kind: kind === "Entity" ? "entityform" : "webform", formId: parts.slice(0, 5).join("-"), button: parts[5] ?? "" };
}
