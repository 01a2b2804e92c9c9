import { mayReadPage } from "../../../access/may-read-page.ts";
import { findSecretShapes } from "../../../access/secret-shapes.ts";
import { pageDataOpen } from "../../checks/access/page-data-open.ts";
import { parseRecords } from "../../../site/parse-records.ts";
import { referenceOf, textOf } from "../../../site/site-rows.ts";
import type { WebPage } from "../../../site/site.ts";
import { readTables } from "../attack/read-tables.ts";
import { explainOpening } from "../attack/explain-opening.ts";
import type { PortalAnswer } from "../http/portal-client.ts";
import { textPlace, type FolderPlace } from "../page/find-places.ts";
import { judged, notRun, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import { homePage, type FolderView, type VerifyContext } from "../verify-context.ts";

const maxPages = 15;

/** What pages show to strangers: those that are kept from them, secrets, and people's addresses that are in no file. */
export async function checkPages(context: VerifyContext): Promise<StepResult> {
  const { folder } = context;
  if (folder === undefined) {
    const home = await context.once(homePage);
    return judged(findSecrets("/", home.text, undefined), { good: "the home page holds no secret", bad: "the home page holds a secret" });
  }
  if (folder.checked.site.kind === "code") return notRun("a code site's pages are made in the browser");
  const pages = folder.checked.site.pages.filter((page) => page.active && page.url !== undefined);
  const closed = pages.filter((page) => !isForStrangers(folder, page)).slice(0, maxPages);
  const shown = rankPages(pages.filter((page) => isForStrangers(folder, page))).slice(0, maxPages);
  const findings: VerifyFinding[] = [];
  for (const page of closed) findings.push(...judgeClosed(page, await ask(context, page), folder));
  for (const page of shown) {
    const { status, text } = await ask(context, page);
    if (status === 200) findings.push(...findSecrets(page.url ?? "", text, folder), ...findAddresses(page, text, folder));
  }
  findings.push(...(await findOpenData(context, folder)));
  return judged(distinct(findings), {
    good: `${closed.length} pages are kept from strangers, ${shown.length} that are not show nothing they should not`,
    bad: "show strangers what they should not",
  });
}

const ask = async ({ client }: VerifyContext, page: WebPage): Promise<PortalAnswer> => client.ask(encodeURI(page.url ?? "/"));

function isForStrangers({ checked: { site } }: FolderView, page: WebPage): boolean {
  return mayReadPage(site, page, { contactId: undefined, roleIds: [] }, (at) => site.pages.find(({ id }) => id === at.parentId));
}

/** Those with a list, a form or a query first. */
function rankPages(pages: readonly WebPage[]): WebPage[] {
  const hasRows = (page: WebPage): boolean =>
    [page, ...page.contentPages].some(
      ({ values, parts }) =>
        referenceOf(values, "entitylist") !== undefined || /<fetch|entity_?list|entity_?form/i.test(parts.copy?.text ?? ""),
    );
  return pages.toSorted((a, b) => Number(hasRows(b)) - Number(hasRows(a)));
}

function judgeClosed(page: WebPage, { status, wasRedirected, leftTo, url }: PortalAnswer, { checked }: FolderView): VerifyFinding[] {
  const isShown =
    status === 200 && leftTo === undefined && !(wasRedirected && url.pathname.replace(/\/$/, "") !== (page.url ?? "").replace(/\/$/, ""));
  if (!isShown) return [];
  const above = new Set<string>();
  for (let at: WebPage | undefined = page; at !== undefined && !above.has(at.id); at = findParent(at)) above.add(at.id);
  function findParent({ parentId }: WebPage): WebPage | undefined {
    return checked.site.pages.find(({ id }) => id === parentId);
  }
  const rule = checked.site.pageRules.find(({ active, right, pageId }) => active && right === "restrict-read" && above.has(pageId ?? ""));
  return [
    verifyFinding("page-open", "error", {
      message: `${page.url} is shown to strangers, though the folder keeps it from them.`,
      remedy: "Deploy the page access rule with its web roles, and look at them in the studio: an upload may lose them.",
      at: rule ?? page,
    }),
  ];
}

function findSecrets(path: string, html: string, folder: FolderView | undefined): VerifyFinding[] {
  return findSecretShapes(html).map(({ text, what }) =>
    verifyFinding("secret-on-page", "error", {
      message: `${path} shows ${what} to everybody.`,
      remedy: "Make it invalid where it was given, and keep the new one out of the site: in a server logic or a flow.",
      at: textPlace(folder, text),
    }),
  );
}

const addressShape = /\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\b/g;

/** An address on a page that is in no file of the folder comes out of a table. */
function findAddresses(page: WebPage, html: string, folder: FolderView): VerifyFinding[] {
  const { files, site } = folder.checked;
  const found = new Set([...html.matchAll(addressShape)].map(([address]) => address));
  if (found.size === 0) return [];
  const written = [...files.values()];
  const foreign = [...found].filter((address) => !written.some((text) => text.includes(address)));
  if (foreign.length === 0) return [];
  const source = findSource(page, folder);
  const table = source?.table;
  const why = table === undefined ? undefined : explainOpening(folder, { table, privilege: "read", columns: ["*"] });
  return [
    verifyFinding("addresses-on-page", "error", {
      message: `${page.url} shows ${foreign.length} email ${foreign.length === 1 ? "address that is" : "addresses that are"} in no file of the site: ${table === undefined ? "people's data from a table" : `rows of ${table}`}.`,
      remedy: why?.remedy ?? "Take the column out of what the page shows, or the web role of anonymous users out of the table permission.",
      at: source ?? site.pages.find(({ id }) => id === page.id),
      accepted: why?.accepted,
    }),
  ];
}

/** The list, or the query, that brings rows to a page. */
function findSource(page: WebPage, { checked }: FolderView): (FolderPlace & { readonly table: string | undefined }) | undefined {
  for (const record of [page, ...page.contentPages]) {
    const copy = record.parts.copy;
    const query = copy === undefined ? undefined : /<entity\s+name=["'](\w+)["']|entities\.(\w+)/.exec(copy.text);
    if (copy !== undefined && query !== null && query !== undefined)
      return { path: copy.path, line: copy.text.slice(0, query.index).split("\n").length, table: query[1] ?? query[2] };
    const list = referenceOf(record.values, "entitylist");
    if (list === undefined) continue;
    for (const [path, text] of checked.site.texts) {
      if (!path.endsWith(".list.yml") || !text.toLowerCase().includes(list)) continue;
      const [found] = parseRecords(path, text);
      if (found !== undefined) return { path, line: found.line, table: textOf(found.values, "entityname") };
    }
  }
  return undefined;
}

/** Pages that keep strangers off, whose rows the Web API gives them all the same. */
async function findOpenData(context: VerifyContext, folder: FolderView): Promise<VerifyFinding[]> {
  const open = (await context.once(readTables)).filter(({ outcome }) => outcome === "open").map(({ target }) => target.table);
  return pageDataOpen
    .find(folder.checked)
    .filter(({ message }) => open.some((table) => message.includes(table)))
    .map(({ path, line, message }) =>
      verifyFinding("page-data-open", "warning", {
        message,
        remedy: "Take the web role of anonymous users out of the table permission.",
        at: { path, line },
      }),
    );
}

const distinct = (findings: readonly VerifyFinding[]): VerifyFinding[] => [
  ...new Map(findings.map((finding) => [`${finding.code} ${finding.path}:${finding.line} ${finding.message}`, finding])).values(),
];
