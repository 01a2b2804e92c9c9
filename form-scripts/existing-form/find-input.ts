export type TextInput = HTMLInputElement | HTMLTextAreaElement;

/**
 * The input of a column. Forms call it by the column's logical name, in its id and, behind the naming containers of the page, at the end of its `name`
 * (`ctl00$ContentContainer$…$emailaddress1`); an id may have gained the containers too.
 */
export function findInput(scope: ParentNode, name: string): TextInput | null {
  return scope.querySelector<TextInput>(`[id="${name}"],[name="${name}"]`) || scope.querySelector<TextInput>(`[name$="$${name}"]`);
}
