/** Something of Power Pages or Dataverse that the emulator does not do, and how a person finds that out. */
export interface Unsupported {
  /** As a Liquid problem names it (a tag or filter), or in words. */
  readonly name: string;
  readonly area: string;
  /** One sentence: what happens instead. */
  readonly instead: string;
}

const placeholder = "Its place on the page holds a marked note, and the terminal names it.";
const filterError = "The page shows a Liquid error in its place, and the terminal names it.";

/** What is asked for and not there. A Liquid problem of the kind `unsupported` is looked up here by its name. */
export const unsupportedTable: readonly Unsupported[] = [
  { area: "liquid", name: "powerbi", instead: placeholder },
  { area: "liquid", name: "codecomponent", instead: placeholder },
  { area: "liquid", name: "chart", instead: placeholder },
  { area: "liquid", name: "rating", instead: placeholder },
  {
    area: "liquid",
    name: "outputcache",
    instead: "It prints nothing, as on a portal, and cache headers stay as they are; the terminal says so.",
  },
  { area: "liquid", name: "param", instead: "It has no effect; the terminal says so." },
  ...["base_currency", "category_number", "currency", "popular", "recent", "related", "top", "top_level"].map((name) => ({
    area: "liquid",
    name,
    instead: filterError,
  })),
  {
    area: "web api",
    name: "`$batch`, `$apply`, file and image columns with `$value`",
    instead: "Portal Web API: answered with 501 and what is missing.",
  },
  {
    area: "web api",
    name: "paths over several parts, one row or the references of a collection, creating inside a collection",
    instead: "Portal Web API: answered with 501 and what is missing.",
  },
  { area: "web api", name: "cloud flows (`/_api/cloudflow`)", instead: "Answered with 501." },
  {
    area: "web api",
    name: "tables and columns that the site serves and no schema describes",
    instead: "Refused by name; `--schema` and `--solution` add them.",
  },
  {
    area: "forms",
    name: "notes and timelines, web resources, quick views and iframes of a form, geolocation, tabs as steps, the progress indicator, captcha",
    instead: "Left out; the page and the terminal name them.",
  },
  { area: "forms", name: "actions of subgrids and lists (create, edit, delete, download, workflows)", instead: "Left out." },
  {
    area: "organization",
    name: "change tracking, saved and user queries, functions bound to collections, changes of definitions",
    instead: "`org` answers 501.",
  },
  { area: "organization", name: "messages such as `Merge`, `CreateMultiple` or `RetrieveDuplicates`", instead: "`org` answers 501." },
  { area: "organization", name: "headers that bypass plug-ins", instead: "`org` answers 501." },
  {
    area: "fetchxml",
    name: "grouping by fiscal periods, row aggregates, conditions on aggregates, `datasource`, links without `from` or `to`",
    instead: "The query is refused with the reason.",
  },
  {
    area: "sign-in",
    name: "registration, invitations, password reset, confirmations, the implicit-grant token",
    instead: "Answered with 501.",
  },
  {
    area: "code sites",
    name: "bearer tokens of `Authentication/BearerAuthentication`",
    instead: "Calls from another origin are answered as an anonymous visitor's.",
  },
  {
    area: "pages",
    name: "jQuery UI, Bootstrap and the platform's other libraries",
    instead: "Pages are sent without them; what a script of the site misses shows in the browser's console.",
  },
  { area: "pages", name: "`Microsoft.Dynamic365.Portal.onPagesClientApiReady` (preview)", instead: "The object is absent." },
];

/** What the emulator does instead of a tag or filter that a Liquid problem names. */
export function findUnsupported(name: string): Unsupported | undefined {
  const wanted = name.toLowerCase();
  return unsupportedTable.find((one) => one.name === wanted);
}
