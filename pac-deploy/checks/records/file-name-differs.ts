import { fileStem } from "../../../site/file-names.ts";
import type { Site, SiteRecord } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "file-name-differs",
  severity: "info",
  about:
    "A record's file is not called as pac calls it after the record's name: a download may write it again under the other name, beside the old one.",
  advice: "Rename the file after the record, and what lies beside it, or download the site into an empty folder.",
};

export const fileNameDiffers: Check = {
  meta,
  find({ site }) {
    const odd = listNamed(site).filter(({ active, name, path }) => active && name !== "" && !isNamed(path, name));
    const [first] = odd;
    if (first === undefined) return [];
    const paths = listWords(odd.map(({ path, name }) => `${path} ("${name}")`));
    const message = `${odd.length === 1 ? "A file is" : `${odd.length} files are`} not called after the record, as pac would: ${paths}. A download into this folder may write them again under other names, beside these.`;
    return [siteFinding(meta.code, "info", message, first)];
  },
};

/** Records with a file of their own that is called after their name; content pages are called after their root page. */
const listNamed = (site: Site): readonly SiteRecord[] => [
  ...site.webTemplates,
  ...site.pageTemplates,
  ...site.snippets,
  ...site.pages,
  ...site.tablePermissions,
];

/** Language and the suffix of duplicates aside; Windows takes no notice of case, and older pac wrote some characters otherwise. */
function isNamed(path: string, name: string): boolean {
  const file = (path.split("/").at(-1) ?? "").replace(/\.[a-z]+\.yml$/, "");
  const stem = fileStem(name).toLowerCase();
  const own = file.toLowerCase();
  const rest = own.startsWith(stem) ? own.slice(stem.length) : undefined;
  return rest !== undefined && /^(?:_[0-9a-f]{6,8})?(?:\.[a-z]{2,3}(?:-[a-z]{2,4})?)?$/.test(rest);
}
