import type { SiteScript } from "../../site-code/list-site-scripts.ts";
import type { ScriptScopes } from "../../site-code/script-scopes.ts";
import type { CheckedSite } from "../check.ts";
import { scriptReader } from "../web-api/web-api-site.ts";

/** Names and calls of the scripts that hold all of these words: the others are not parsed for it. */
export const scopesOfScripts = (
  checked: CheckedSite,
  ...words: readonly RegExp[]
): { readonly script: SiteScript; readonly scopes: ScriptScopes }[] =>
  checked.scripts
    .filter(({ text, source }) => source.isShown && source.role !== "server-logic" && words.every((word) => word.test(text)))
    .map((script) => ({ script, scopes: checked.once(scriptReader)(script).scopes }));
