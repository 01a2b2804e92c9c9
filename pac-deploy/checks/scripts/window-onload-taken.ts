import type { AnyNode } from "acorn";
import type { Finding } from "../../../contract/finding.ts";
import { keyName } from "../../site-code/parse-script.ts";
import type { SiteText } from "../../site-code/list-site-texts.ts";
import { isReached } from "../web-api/is-reached.ts";
import { listSome } from "../web-api/web-api-site.ts";
import { findingAt } from "../finding-at.ts";
import type { Check, CheckedSite } from "../check.ts";
import { scopesOfScripts } from "./parsed-scripts.ts";

const meta = {
  code: "window-onload-taken",
  severity: "warning",
  about:
    "Two scripts of a page put their functions into window.onload, where there is room for one: whoever comes last on the page runs, and the other does not.",
  advice: 'Use window.addEventListener("load", …).',
  source: "https://developer.mozilla.org/docs/Web/API/Window/load_event",
} as const;

interface Taker {
  readonly source: SiteText;
  readonly offset: number;
}

export const windowOnloadTaken: Check = {
  meta,
  find: (checked) => {
    const all = listTakers(checked);
    const collidesWith = (one: Taker): Taker[] =>
      all.filter((other) => other !== one && (other.source === one.source || isEverywhere(other.source) || isEverywhere(one.source)));
    const told = new Set<SiteText>();
    // A page that one of the site's own templates puts out is told at the page; several are told where they have it from.
    const causes = all.filter((one) => isEverywhere(one.source) && sourcesOf(collidesWith(one)).length > 1);
    const others = all.filter((one) => !causes.includes(one));
    return [...causes, ...others.filter((one) => !isEverywhere(one.source)), ...others.filter((one) => isEverywhere(one.source))].flatMap(
      (one): Finding[] => {
        const collisions = collidesWith(one);
        if (collisions.length === 0 || told.has(one.source) || collisions.some(({ source }) => told.has(source))) return [];
        told.add(one.source);
        const paths = sourcesOf(collisions).map(({ path }) => (path === one.source.path ? "another line of this text" : path));
        const message = `This takes window.onload, and so ${paths.length > 1 ? "do" : "does"} ${listSome(paths)}: only the last of them on a page runs; use addEventListener("load", …)`;
        return [findingAt(meta, one.source, one.offset, message)];
      },
    );
  },
};

const isEverywhere = ({ role }: SiteText): boolean => role === "header" || role === "footer";
const sourcesOf = (takers: readonly Taker[]): SiteText[] => [...new Set(takers.map(({ source }) => source))];

function listTakers(checked: CheckedSite): Taker[] {
  return scopesOfScripts(checked, /\bwindow\s{0,9}(?:\.|\[)\s{0,9}["'`]?onload\b/).flatMap(({ script, scopes }) => {
    // A web file of HTML is a page of its own.
    if (!isReached(checked, script.source) || (script.source.role === "web-file" && script.source.language === "html")) return [];
    const takes = scopes.memberAssignments.filter(
      ({ target, value }) =>
        target.type === "MemberExpression" &&
        target.object.type === "Identifier" &&
        target.object.name === "window" &&
        keyName(target.property, target.computed) === "onload" &&
        !(value.type === "Literal" && value.value === null) &&
        !isForOldBrowsers(value, script.text),
    );
    // A script that reads what was there first calls it, mostly.
    if (takes.length === 0 || /=\s{0,9}window\.onload\b(?!\s*=)/.test(script.text)) return [];
    return takes.map(({ target }) => ({ source: script.source, offset: script.offset + target.start }));
  });
}

/** The portal's own header has one that does something in Internet Explorer only: nobody misses it. */
function isForOldBrowsers(value: AnyNode, text: string): boolean {
  if ((value.type !== "FunctionExpression" && value.type !== "ArrowFunctionExpression") || value.body.type !== "BlockStatement")
    return false;
  const [statement, ...others] = value.body.body;
  return (
    others.length === 0 &&
    statement?.type === "IfStatement" &&
    statement.alternate === null &&
    /Trident|MSIE|Internet Explorer/.test(text.slice(statement.test.start, statement.test.end))
  );
}
