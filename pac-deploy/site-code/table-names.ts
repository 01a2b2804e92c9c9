import type { Site } from "../../site/site.ts";

/** Logical name and entity set name of the tables every organization has, as far as portals ask for them. https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference */
const standardSets: Readonly<Record<string, string>> = {
  account: "accounts",
  activitymimeattachment: "activitymimeattachments",
  activityparty: "activityparties",
  activitypointer: "activitypointers",
  adx_invitation: "adx_invitations",
  adx_portalcomment: "adx_portalcomments",
  adx_webrole: "adx_webroles",
  annotation: "annotations",
  appointment: "appointments",
  bookableresource: "bookableresources",
  bookableresourcebooking: "bookableresourcebookings",
  businessunit: "businessunits",
  campaign: "campaigns",
  campaignresponse: "campaignresponses",
  competitor: "competitors",
  connection: "connections",
  contact: "contacts",
  contract: "contracts",
  customeraddress: "customeraddresses",
  email: "emails",
  entitlement: "entitlements",
  feedback: "feedback",
  incident: "incidents",
  invoice: "invoices",
  invoicedetail: "invoicedetails",
  kbarticle: "kbarticles",
  knowledgearticle: "knowledgearticles",
  lead: "leads",
  letter: "letters",
  list: "lists",
  msdyn_workorder: "msdyn_workorders",
  opportunity: "opportunities",
  opportunityproduct: "opportunityproducts",
  phonecall: "phonecalls",
  post: "posts",
  pricelevel: "pricelevels",
  product: "products",
  queue: "queues",
  queueitem: "queueitems",
  quote: "quotes",
  quotedetail: "quotedetails",
  role: "roles",
  salesorder: "salesorders",
  salesorderdetail: "salesorderdetails",
  sharepointdocument: "sharepointdocuments",
  site: "sites",
  socialactivity: "socialactivities",
  subject: "subjects",
  systemuser: "systemusers",
  task: "tasks",
  team: "teams",
  territory: "territories",
  transactioncurrency: "transactioncurrencies",
  uom: "uoms",
};

/** Names of tables, as far as a site tells. */
export interface TableNames {
  /** Logical name of the table behind an entity set name; undefined: the site does not tell. */
  tableOf(setName: string): string | undefined;
  /** The entity set name of a table whose logical name this is, for sure; undefined: it may be none. */
  setOf(table: string): string | undefined;
  /** Logical names that records of the site use as such: permissions, forms, lists, FetchXML. */
  readonly known: ReadonlySet<string>;
}

/** What of a site names tables. */
type NamingSite = Pick<Site, "tablePermissions" | "settings" | "texts">;

export function readTableNames(site: NamingSite): TableNames {
  const known = listKnownTables(site);
  const bySet = new Map(Object.entries(standardSets).map(([table, set]) => [set, table]));
  const settings = site.settings.flatMap(({ name, active }) =>
    active ? (/^webapi\/([^/]+)\/(?:enabled|fields)$/i.exec(name)?.[1]?.toLowerCase() ?? []) : [],
  );
  const candidates = (setName: string, tables: Iterable<string>): string[] =>
    [...new Set(tables)].filter((table) => !Object.hasOwn(standardSets, table) && pluralsOf(table).includes(setName));
  return {
    known,
    tableOf(setName) {
      const standard = bySet.get(setName);
      if (standard !== undefined) return standard;
      // A permission's name is a logical name for sure; a setting's may be a set's by mistake.
      for (const tables of [known, settings]) {
        const found = candidates(setName.toLowerCase(), tables);
        if (found.length > 0) return found.length === 1 ? found[0] : undefined;
      }
      return undefined;
    },
    setOf: (table) => (Object.hasOwn(standardSets, table) ? standardSets[table] : known.has(table) ? pluralOf(table) : undefined),
  };
}

/** How Dataverse names the set of a new table. */
function pluralOf(table: string): string {
  if (/[^aeiou]y$/.test(table)) return `${table.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(table) ? `${table}es` : `${table}s`;
}

const pluralsOf = (table: string): string[] => [pluralOf(table), `${table}s`, `${table}es`];

function listKnownTables(site: NamingSite): Set<string> {
  const tables = new Set<string>(Object.keys(standardSets));
  for (const { table } of site.tablePermissions) if (table !== "") tables.add(table);
  for (const [path, text] of site.texts) {
    if (/\.(?:basicform|advancedformstep|list)\.yml$/.test(path)) {
      for (const match of text.matchAll(/^(?:adx_)?(?:entityname|targetentitylogicalname): *["']?(\w+)/gm)) tables.add(match[1] ?? "");
    } else if (text.includes("<fetch")) {
      for (const match of text.matchAll(/<(?:link-)?entity\b[^>]*?\bname\s*=\s*["'](\w+)["']/g)) tables.add((match[1] ?? "").toLowerCase());
    }
  }
  return tables;
}
