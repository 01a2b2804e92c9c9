import type { Finding } from "../contract/finding.ts";
import type { Site, SiteRecord } from "./site.ts";

interface Reference {
  readonly from: SiteRecord;
  readonly what: string;
  readonly id: string | undefined;
}

/** Ids that name no record. Harmless to the platform, so warnings; many records pointing at one missing id make one finding. */
export function findDanglingReferences(site: Omit<Site, "findings">): Finding[] {
  const roots = site.pages;
  const contentPages = site.pages.flatMap((page) => page.contentPages);
  const links = site.linkSets.flatMap((set) => set.links);
  const files = site.webFiles;

  const targets: readonly { readonly name: string; readonly ids: ReadonlySet<string>; readonly references: readonly Reference[] }[] = [
    {
      name: "web page",
      ids: idsOf(roots, contentPages),
      references: [
        ...roots.map((from) => ({ from, what: "parent page", id: from.parentId })),
        ...files.map((from) => ({ from, what: "parent page", id: from.parentId })),
        ...links.map((from) => ({ from, what: "page", id: from.pageId })),
        ...site.siteMarkers.map((from) => ({ from, what: "page", id: from.pageId })),
        ...site.pageRules.map((from) => ({ from, what: "page", id: from.pageId })),
      ],
    },
    {
      name: "page template",
      ids: idsOf(site.pageTemplates),
      references: roots.map((from) => ({ from, what: "page template", id: from.pageTemplateId })),
    },
    {
      name: "web template",
      ids: idsOf(site.webTemplates),
      references: [
        { from: site.website, what: "footer", id: site.website.footerTemplateId },
        ...site.pageTemplates.map((from) => ({ from, what: "web template", id: from.webTemplateId })),
      ],
    },
    {
      name: "publishing state",
      ids: idsOf(site.publishingStates),
      references: [...roots, ...files].map((from) => ({ from, what: "publishing state", id: from.publishingStateId })),
    },
    {
      name: "website language",
      ids: idsOf(site.languages),
      references: [
        { from: site.website, what: "default language", id: site.website.defaultLanguageId },
        ...[...contentPages, ...site.snippets, ...site.linkSets].map((from) => ({ from, what: "language", id: from.languageId })),
      ],
    },
    {
      name: "web role",
      ids: idsOf(site.roles),
      references: [...site.tablePermissions, ...site.columnPermissionProfiles, ...site.pageRules].flatMap((from) =>
        from.roleIds.map((id) => ({ from, what: "web role", id })),
      ),
    },
    {
      name: "table permission",
      ids: idsOf(site.tablePermissions),
      references: site.tablePermissions.map((from) => ({ from, what: "parent permission", id: from.parentId })),
    },
    { name: "web link", ids: idsOf(links), references: links.map((from) => ({ from, what: "parent link", id: from.parentLinkId })) },
  ];
  return targets.flatMap(({ name, ids, references }) => {
    const dangling = references.filter(({ from, id }) => from.active && id !== undefined && !ids.has(id));
    if (ids.size === 0 && dangling.length > 0) return [finding(dangling, `The site has no ${name} at all`)];
    return joinByFile([...groupById(dangling)], name);
  });
}

/** More missing ids than this in one file have one cause: a list that came from another site, pages that were not downloaded. */
const mostInFile = 3;

function joinByFile(groups: readonly (readonly [id: string, references: readonly Reference[]])[], name: string): Finding[] {
  const byFile = new Map<string, (readonly [id: string, references: readonly Reference[]])[]>();
  for (const group of groups) {
    const path = group[1][0]?.from.path ?? "";
    const ofFile = byFile.get(path) ?? [];
    byFile.set(path, ofFile);
    ofFile.push(group);
  }
  return [...byFile.values()].flatMap((ofFile) => {
    if (ofFile.length <= mostInFile) return ofFile.map(([id, references]) => finding(references, `The site has no ${name} ${id}`));
    const path = ofFile[0]?.[1][0]?.from.path;
    const references = ofFile.flatMap(([, ofId]) => ofId);
    const inFile = references.filter(({ from }) => from.path === path).toSorted((a, b) => a.from.line - b.from.line);
    const others = references.filter(({ from }) => from.path !== path);
    return [finding([...inFile, ...others], `The site has none of ${ofFile.length} ${name}s that records here name, among them the one`)];
  });
}

function idsOf(...lists: (readonly { readonly id: string }[])[]): ReadonlySet<string> {
  return new Set(lists.flat().map(({ id }) => id));
}

function groupById(references: readonly Reference[]): Map<string, Reference[]> {
  const groups = new Map<string, Reference[]>();
  for (const reference of references) {
    const group = groups.get(reference.id ?? "") ?? [];
    groups.set(reference.id ?? "", group);
    group.push(reference);
  }
  return groups;
}

function finding(references: readonly Reference[], missing: string): Finding {
  const [first] = references;
  const others = references.length - 1;
  const more = others === 0 ? "" : ` (and that of ${others} other record${others === 1 ? "" : "s"})`;
  return {
    code: "dangling-reference",
    severity: "warning",
    path: first?.from.path ?? "",
    line: first?.from.line ?? 0,
    column: 0,
    message: `${missing}, which is the ${first?.what ?? "target"} of "${first?.from.name ?? ""}"${more}.`,
    fix: false,
  };
}
