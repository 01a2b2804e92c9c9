import type { Finding } from "../contract/finding.ts";
import { UserError } from "../contract/user-error.ts";
import { findDanglingReferences } from "./find-dangling-references.ts";
import { parseColumnPermissionProfiles, parsePageRules, parseRoles, parseTablePermissions } from "./parse-access.ts";
import { findDataModel, parseLanguages } from "./parse-languages.ts";
import { parseLinkSets, parsePublishingStates, parseSiteMarkers } from "./parse-navigation.ts";
import { parsePages, parseWebFiles } from "./parse-pages.ts";
import { parseRecords } from "./parse-records.ts";
import type { RecordParser } from "./parse-records.ts";
import { parseServerLogics } from "./parse-server-logics.ts";
import { parsePageTemplates, parseSettings, parseSnippets, parseWebTemplates } from "./parse-templates.ts";
import { recordKindOf, usePath } from "./site-layout.ts";
import { numberOf, recordOf, referenceOf } from "./site-rows.ts";
import type { Row, SiteSource } from "./site-rows.ts";
import type { Site, SiteKind, SiteSetting, Website, WebTemplate } from "./site.ts";

export interface SiteExtras {
  /** Files that exist and were not read, such as the contents of web files. */
  readonly otherPaths?: Iterable<string>;
  /** Files that are not UTF-8, decoded with replacement characters: shown, never edited. */
  readonly undecodable?: ReadonlyMap<string, string>;
  readonly findings?: readonly Finding[];
  /** Gives what `parseRecords` gives, maybe from before. */
  readonly parseRecords?: RecordParser;
}

/**
 * A site from the texts of its files, by path inside the folder, with `/`. Paths that no site folder has are passed over.
 * @throws UserError `site-not-found`, `site-incomplete`, `yaml-syntax`
 */
export function parseSite(files: ReadonlyMap<string, string>, folder = "", extras: SiteExtras = {}): Site {
  const paths = [...files.keys()].filter((path) => usePath(path) === "text");
  // Without a function of ours the order is that of UTF-16 code units, and comes in half the time.
  const texts = new Map(paths.toSorted().map((path) => [path, files.get(path) ?? ""]));
  const findings: Finding[] = [...(extras.findings ?? [])];
  const source = createSource(texts, files, extras, findings);

  const website = parseWebsite(source, folder);
  const settings = parseSettings(source);
  const kind = findKind(folder, website, settings);
  const languages = parseLanguages(source);
  const model = findDataModel(source, kind, languages);
  if (model === undefined) {
    source.report({
      code: "data-model-unclear",
      severity: "cannot-conclude",
      path: "",
      line: 0,
      message:
        "Neither websitelanguage.yml nor .portalconfig/websitebinding.yml is there, so the data model is unknown; the standard data model is assumed.",
    });
  }
  const { webTemplates, missingSources } = parseWebTemplates(source);
  assertComplete(source, website, webTemplates, missingSources);
  const pages = parsePages(source);
  const site: Omit<Site, "findings"> = {
    folder,
    kind,
    model: model ?? "standard",
    website,
    languages,
    webTemplates,
    pageTemplates: parsePageTemplates(source),
    pages,
    snippets: parseSnippets(source),
    settings,
    roles: parseRoles(source),
    tablePermissions: parseTablePermissions(source),
    columnPermissionProfiles: parseColumnPermissionProfiles(source),
    webFiles: parseWebFiles(source, pages),
    linkSets: parseLinkSets(source),
    siteMarkers: parseSiteMarkers(source),
    publishingStates: parsePublishingStates(source),
    pageRules: parsePageRules(source),
    serverLogics: parseServerLogics(source),
    texts,
  };
  findings.push(...findDanglingReferences(site));
  return { ...site, findings };
}

function createSource(
  texts: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string>,
  extras: SiteExtras,
  findings: Finding[],
): SiteSource {
  const parse = extras.parseRecords ?? parseRecords;
  const rows = new Map<string, Row[]>();
  for (const [path, text] of texts) {
    const kind = path.endsWith(".yml") ? recordKindOf(path) : undefined;
    if (kind === undefined) continue;
    const ofKind = rows.get(kind) ?? [];
    rows.set(kind, ofKind);
    for (const { line, values } of parse(path, text)) ofKind.push({ path, line, values });
  }
  const otherPaths = new Set(extras.otherPaths);
  const undecodable = extras.undecodable ?? new Map<string, string>();
  let byLowerCase: ReadonlyMap<string, string> | undefined;
  // In one order, whichever file was read first.
  for (const path of [...undecodable.keys()].toSorted()) {
    findings.push({
      code: "not-utf8",
      severity: "warning",
      path,
      line: 0,
      column: 0,
      message: `${path} is not valid UTF-8; it is never edited, and its text is shown with replacement characters.`,
      fix: false,
    });
  }
  return {
    rows: (kind) => rows.get(kind) ?? [],
    text: (path) => texts.get(path) ?? undecodable.get(path),
    exists: (path) => files.has(path) || otherPaths.has(path) || undecodable.has(path),
    likeNamed: (path) => {
      byLowerCase ??= new Map([...files.keys(), ...otherPaths, ...undecodable.keys()].map((other) => [other.toLowerCase(), other]));
      return byLowerCase.get(path.toLowerCase());
    },
    report: (finding) => findings.push({ ...finding, column: 0, fix: false }),
  };
}

function parseWebsite(source: SiteSource, folder: string): Website {
  const row = source.rows("website").find(({ path }) => path === "website.yml");
  if (row === undefined) {
    if (source.exists("website.yml"))
      throw incomplete("website.yml", "website.yml is empty or not UTF-8 text; it should hold the website's id and its header");
    const isPart = source.rows("webtemplate").length > 0 || source.rows("sitesetting").length > 0;
    if (isPart) throw incomplete("website.yml", "website.yml is missing");
    throw new UserError("site-not-found", `${folder || "The folder"} is not a site folder: it has no website.yml.`, {
      exitCode: 1,
      hint: "Give the folder that pac pages download wrote, the one with website.yml in it.",
    });
  }
  const record = recordOf(row, "websiteid", "name");
  if (record.id === "") throw incomplete("website.yml", "website.yml has no website id (adx_websiteid)");
  return {
    ...record,
    defaultLanguageId: referenceOf(record.values, "defaultlanguage"),
    headerTemplateId: referenceOf(record.values, "headerwebtemplateid"),
    footerTemplateId: referenceOf(record.values, "footerwebtemplateid"),
    lcid: numberOf(record.values, "website_language"),
  };
}

/** Code sites are served from their own bundle: Liquid in the header has no effect. Told by folder, by keys, or by the platform's marker setting. */
function findKind(folder: string, website: Website, settings: readonly SiteSetting[]): SiteKind {
  const isCode =
    /(?:^|[\\/])\.powerpages-site[\\/]?$/.test(folder) ||
    website.values["id"] !== undefined ||
    settings.some(({ name, value, active }) => active && name.toLowerCase() === "codesite/enabled" && value?.toLowerCase() === "true");
  return isCode ? "code" : "classic";
}

/** Strict only about what makes changing the site impossible; everything else is a finding. */
function assertComplete(source: SiteSource, website: Website, templates: readonly WebTemplate[], missingSources: readonly string[]): void {
  const { headerTemplateId } = website;
  if (headerTemplateId === undefined) throw incomplete("website.yml", "website.yml names no header web template (adx_headerwebtemplateid)");
  const header = templates.find(({ id }) => id === headerTemplateId);
  if (header === undefined)
    throw incomplete("website.yml", `the header web template ${headerTemplateId} that website.yml names is not in web-templates`);
  const [missing] = missingSources;
  if (missing !== undefined) {
    const others = missingSources.length > 1 ? ` and ${missingSources.length - 1} more like it` : "";
    throw incomplete(missing, `the source of a web template is missing: ${missing}${others}`);
  }
  if (!header.active) {
    source.report({
      code: "header-inactive",
      severity: "error",
      path: header.path,
      line: header.line,
      message: `The header web template "${header.name}" is inactive, so the site shows no header.`,
    });
  }
}

function incomplete(path: string, what: string): UserError {
  return new UserError("site-incomplete", `The site folder is incomplete: ${what}.`, {
    exitCode: 1,
    place: { path },
    hint: "The download was probably cut short: run pac pages download again.",
  });
}
