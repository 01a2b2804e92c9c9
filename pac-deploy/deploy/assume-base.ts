import { challengeFileName } from "../../contract/names.ts";
import type { Site } from "../../site/site.ts";
import { parseState } from "../plan/kit-state.ts";
import { readStateText } from "../plan/plan-apply.ts";
import { undoState } from "../plan/undo-state.ts";
import { parseSiteRecords } from "./parse-site-records.ts";
import { readSiteFiles } from "./read-site-records.ts";
import type { SiteRecords } from "./site-records.ts";

/**
 * The base of a first deployment: the folder less what the kit put into it (`apply`, `verify --prepare`), which is the nearest there is to what was once downloaded. What a person has changed by hand is
 * in it too, so that where the environment differs nobody knows who changed it.
 * @throws UserError as `remove` does, where the kit's own parts were changed by hand in a way that cannot be taken out
 */
export async function assumeBase(folder: string, kind: Site["kind"]): Promise<SiteRecords> {
  return withoutChallenge(await readWithoutKit(folder, kind));
}

async function readWithoutKit(folder: string, kind: Site["kind"]): Promise<SiteRecords> {
  const files = await readSiteFiles(folder);
  // In a code site the kit changes the application's page, which is no record.
  const stateText = kind === "code" ? undefined : await readStateText(folder);
  if (stateText === undefined) return parseSiteRecords(files);
  const state = parseState(stateText);
  const { texts } = undoState(
    files.texts,
    state,
    state.files.map(({ path }) => path),
  );
  return parseSiteRecords({ ...files, texts });
}

const withoutChallenge = (site: SiteRecords): SiteRecords => ({
  ...site,
  records: new Map([...site.records].filter(([, { table, name }]) => table !== "adx_webfile" || name !== challengeFileName)),
});
