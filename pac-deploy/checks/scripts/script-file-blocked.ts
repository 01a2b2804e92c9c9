import type { Check } from "../check.ts";
import { siteFinding } from "../../plan/desired.ts";

const code = "script-file-blocked";

export const scriptFileBlocked: Check = {
  meta: {
    code,
    severity: "info",
    about:
      "The site has web files of type .js, which many environments block as attachments: an upload to such an environment fails there.",
    advice:
      "See whether js is among the blocked attachments of the environment you upload to (Privacy + Security), or put scripts into web templates.",
    source: "https://learn.microsoft.com/power-pages/configure/create-code-sites",
  },
  find: ({ site }) => {
    const files = site.webFiles.filter(({ active, contentPath }) => active && contentPath !== undefined && /\.m?js$/i.test(contentPath));
    const [first] = files;
    if (first === undefined) return [];
    const count = files.length === 1 ? "A web file is a script" : `${files.length} web files are scripts`;
    const message = `${count} (.js), a type of attachment that environments block by default: before you upload to another environment, see that js is not among its blocked attachments`;
    return [siteFinding(code, "info", message, first)];
  },
};
