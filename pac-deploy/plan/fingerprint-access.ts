import { sha256 } from "./sha256.ts";

/** Files that say who may do what: roles, table permissions, column permissions, settings; in a code site a file each. */
const accessFile =
  /^(?:\.powerpages-site\/)?(?:(?:table-permissions|column-permission-profiles|web-roles|site-settings)\/|(?:sitesetting|webrole|website)\.yml$)/;

/** The same for the same records, and another as soon as one of them changes, comes or goes: what a plan says of access rests on all of them. */
export function fingerprintAccess(texts: ReadonlyMap<string, string>): string {
  const files = [...texts].filter(([path]) => accessFile.test(path)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify(files));
}
