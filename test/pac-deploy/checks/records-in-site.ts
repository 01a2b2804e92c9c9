/** Records of the enhanced starter, and texts of records to put into it. */

export const anonymous = "f68fe634-6872-438c-b41d-dba580cb5d72";
export const authenticated = "b7e8112c-cc48-48c3-9077-31c3e13c84fe";
export const administrators = "846dcc34-6c4f-4427-8925-0ee7cdc18c07";
export const home = "b0632227-3046-46f3-b72d-369914b546dc";
export const published = "0af76113-7cf5-4fd2-ab3f-5608837e443c";
export const draft = "5e0412f0-3085-469e-85b7-892f19765c6f";
export const english = "27ee4c9c-f9ed-488d-b622-143c90805903";

/** An id of its own for each number. */
export const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const scopes = { global: "756150000", contact: "756150001", account: "756150002", parent: "756150003", self: "756150004" } as const;

export interface PermissionText {
  readonly number?: number;
  readonly table?: string;
  readonly scope?: string;
  /** E.g. `read create`. */
  readonly rights?: string;
  readonly roles?: readonly string[];
  /** Whole lines. */
  readonly more?: string;
}

/** One file of `table-permissions`, by its path. */
export function permission({
  number = 1,
  table = "contact",
  scope = scopes.global,
  rights = "read",
  roles = [anonymous],
  more = "",
}: PermissionText = {}): Record<string, string> {
  const roleList = roles.length === 0 ? "" : `adx_entitypermission_webrole:\n${roles.map((role) => `- ${role}\n`).join("")}`;
  const flags = ["append", "appendto", "create", "delete", "read", "write"].map(
    (right) => `adx_${right}: ${rights.split(" ").includes(right)}\n`,
  );
  return {
    [permissionPath(number)]:
      `${flags.join("")}adx_entitylogicalname: ${table}\nadx_entityname: Permission ${number}\n${roleList}` +
      `adx_entitypermissionid: ${id(number)}\nadx_scope: ${scope}\n${more}`,
  };
}

export const permissionPath = (number: number): string => `table-permissions/Permission-${number}.tablepermission.yml`;

/** All of `sitesetting.yml`; each setting on three lines, a value of undefined on two. */
export const settings = (
  ...entries: readonly (readonly [name: string, value: string | undefined, more?: string])[]
): Record<string, string> => ({
  "sitesetting.yml": entries
    .map(
      ([name, value, more = ""], index) =>
        `- adx_name: '${name}'\n  adx_sitesettingid: ${id(900 + index)}\n${value === undefined ? "" : `  adx_value: '${value.replaceAll("'", "''")}'\n`}${more}`,
    )
    .join(""),
});

/** The settings that serve a table's columns. */
export const webApi = (table: string, fields: string): (readonly [string, string])[] => [
  [`Webapi/${table}/enabled`, "true"],
  [`Webapi/${table}/fields`, fields],
];

/** A root page without texts, below the home page. */
export function page(name: string, number: number, more = ""): Record<string, string> {
  const folder = name.toLowerCase();
  const template = more.includes("adx_pagetemplateid") ? "" : "adx_pagetemplateid: 842a4a26-26dc-4bab-a6f3-45e8af7977b0\n";
  const state = more.includes("adx_publishingstateid") ? "" : `adx_publishingstateid: ${published}\n`;
  const url = more.includes("adx_partialurl") ? "" : `adx_partialurl: ${folder}\n`;
  return {
    [pagePath(name)]:
      `adx_isroot: true\nadx_name: ${name}\nadx_parentpageid: ${home}\n${template}${state}${url}adx_webpageid: ${id(number)}\n${more}`,
  };
}

export const pagePath = (name: string): string => `web-pages/${name.toLowerCase()}/${name}.webpage.yml`;

export function webFile(name: string, number: number, more = `filename: ${name}\n`): Record<string, string> {
  return {
    [`web-files/${name}.webfile.yml`]: `adx_name: ${name}\nadx_parentpageid: ${home}\nadx_partialurl: ${name}\nadx_publishingstateid: ${published}\nadx_webfileid: ${id(number)}\n${more}`,
  };
}
