import { textOf } from "../../../site/site-rows.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "web-file-empty",
  severity: "info",
  about: "A web file has neither content in the folder nor a note that would hold it, so its address answers with nothing.",
  advice: "Upload its content again, or delete the record.",
  source: "https://learn.microsoft.com/power-pages/configure/web-files",
};

export const webFileEmpty: Check = {
  meta,
  find({ site }) {
    // With a note, the reading of the folder tells it (`web-file-content-missing`).
    const empty = site.webFiles.filter(
      ({ active, contentPath, values }) =>
        active && contentPath === undefined && textOf(values, "filename") === undefined && values["filename"] === undefined,
    );
    const [first] = empty;
    if (first === undefined) return [];
    const names = listWords(empty.map(({ name }) => `"${name}"`));
    const message = `${empty.length === 1 ? `The web file ${names} has` : `${empty.length} web files (${names}) have`} neither content in the folder nor a note that would hold it: the address answers with nothing. Upload the content again, or delete the record.`;
    return [siteFinding(meta.code, "info", message, first)];
  },
};
