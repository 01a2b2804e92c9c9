import { startEmulator, type StartedEmulator } from "../../../portal-emulator/start-emulator.ts";
import { webRoleContactTable } from "../../../portal-emulator/schema/web-role-table.ts";
import type { Row } from "../../../portal-emulator/store/store.ts";
import type { Site } from "../../../site/site.ts";
import { distFolder } from "../../support/kit-site.ts";
import { exampleId } from "./browse-site.ts";
import { buildLearnedSchema, exampleRow, type LearnedTables } from "./learn-tables.ts";

const childId = "ada00000-0000-4000-8000-0000000000c1";

export interface StartedTrial extends StartedEmulator {
  /** Puts back the row of each table, which pages change and remove. */
  readonly restoreRows: () => void;
}

/** An emulator on the site, with the star answered and a row in every table that its pages ask for. */
export async function startTrial(site: Site, learned: LearnedTables): Promise<StartedTrial> {
  const schema = buildLearnedSchema(learned);
  const started = await startEmulator(
    {
      site,
      database: ":memory:",
      distFolder,
      schema,
      switches: { wildcardFields: "every-column" },
      // A name below localhost: there the samples of Microsoft's call their portal.
      portalHost: "portal.localhost",
    },
    { portal: 0, org: 0, insights: 0 },
  );
  const { store } = started.emulator;
  const rows = new Map<string, Row>();
  const served = site.settings.flatMap(({ name }) => /^webapi\/([^/]+)\/enabled$/i.exec(name)?.[1]?.toLowerCase() ?? []);
  for (const table of new Set(["account", ...served, ...learned.keys()])) {
    const definition = schema.findTable(table);
    if (definition !== undefined && table !== "contact") rows.set(table, store.insert(table, exampleRow(definition, exampleId)));
  }
  const person = {
    contactid: exampleId,
    firstname: "Kim",
    lastname: "Example",
    emailaddress1: "kim.example@example.com",
    parentcustomerid: exampleId,
  };
  rows.set("contact", store.insert("contact", person));
  const child = { contactid: childId, firstname: "Jo", lastname: "Example", birthdate: "2015-01-02", parentcustomerid: exampleId };
  rows.set("contact of the contact", store.insert("contact", child));
  for (const { id } of site.roles) store.insert(webRoleContactTable.name, { contactid: exampleId, adx_webroleid: id });
  return {
    ...started,
    restoreRows() {
      for (const [table, row] of rows) store.put(table.split(" ")[0] ?? table, row);
    },
  };
}
