import type { Site } from "../../site/site.ts";

/** A part of the site that works on contacts by itself. */
export interface ContactUse {
  readonly path: string;
  /** E.g. `the list "Members"`. */
  readonly what: string;
}

/** Values of `adx_mode`, as site folders show them. */
const formModes = { edit: "100000001", "read-only": "100000002" } as const;

/** Basic forms and steps of multistep forms that edit or show contacts. */
export function findContactForms(site: Site, ...modes: readonly (keyof typeof formModes)[]): ContactUse[] {
  return findRecords(site, /\.(?:basicform|advancedformstep)\.yml$/).flatMap(({ path, text, name }) =>
    modes.some((mode) => valueOf(text, "mode") === formModes[mode]) ? [{ path, what: `the form "${name}"` }] : [],
  );
}

/** Whatever shows contacts where a table permission allows it: lists, forms, Liquid. Column permission profiles do not narrow these. */
export function findContactReaders(site: Site): ContactUse[] {
  return [
    ...findRecords(site, /\.list\.yml$/).map(({ path, name }) => ({ path, what: `the list "${name}"` })),
    ...findContactForms(site, "edit", "read-only"),
    ...[...site.texts]
      .filter(([path, text]) => path.endsWith(".html") && readsContacts.test(text))
      .map(([path]) => ({ path, what: "the Liquid of this file" })),
  ];
}

/** `{% fetchxml %}` over contacts, and `entities.contact[...]`. */
const readsContacts = /\bentities\s*(?:\.\s*contact\b|\[\s*['"]contact['"])|<(?:link-)?entity\b[^>]*\bname\s*=\s*["']contact["']/i;

function findRecords(site: Site, end: RegExp): { readonly path: string; readonly text: string; readonly name: string }[] {
  return [...site.texts]
    .filter(([path]) => end.test(path))
    .filter(([, text]) => [valueOf(text, "entityname"), valueOf(text, "targetentitylogicalname")].includes("contact"))
    .filter(([, text]) => valueOf(text, "statecode") !== "1")
    .map(([path, text]) => ({ path, text, name: valueOf(text, "name") ?? path }));
}

/** A plain value of a record's own key; none of those asked for is ever quoted or folded. */
function valueOf(text: string, key: string): string | undefined {
  return new RegExp(String.raw`^(?:adx_)?${key}: *(["']?)(.*?)\1 *\r?$`, "m").exec(text)?.[2];
}
