import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { challengeFileName } from "../../../contract/names.ts";
import { UserError } from "../../../contract/user-error.ts";
import { dialectOf, webFilePaths, type NewRecord } from "../../../site/file-names.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { isAbsence } from "../../../site/whole-files.ts";
import { createRecordWriter } from "../../plan/kit-records.ts";
import { toPlan } from "../../plan/plan-apply.ts";
import type { Plan } from "../../plan/plan.ts";
import { parseChallenge, renderChallenge } from "./challenge-file.ts";

/** What the challenge is in a site folder: a web file with its record and its text. */
interface ChallengeFiles {
  readonly record: string;
  readonly content: string;
  readonly id: string;
}

function challengeFilesOf(site: Site): ChallengeFiles {
  const id = createRecordWriter(site).id("web-file", challengeFileName);
  const record: NewRecord = { id, name: challengeFileName };
  return { ...webFilePaths(site, record), id };
}

/** The site with the texts of the challenge among its own, so that a plan sees them. */
async function readPrepared(folder: string): Promise<{ site: Site; files: ChallengeFiles }> {
  const site = await readSite(folder);
  const files = challengeFilesOf(site);
  try {
    const text = await readFile(join(site.folder, files.content), "utf8");
    return { site: { ...site, texts: new Map([...site.texts, [files.content, text]]) }, files };
  } catch (error) {
    if (isAbsence(error)) return { site, files };
    throw error;
  }
}

/**
 * Plans the web file by which a deployed site says who may verify it.
 * @throws UserError `verify-no-home`, `verify-address-taken`, exit code 1
 */
export async function planPrepare(folder: string, secret: string): Promise<Plan> {
  const { site, files } = await readPrepared(folder);
  const home = site.pages.find(({ active, url }) => active && url === "/");
  if (home === undefined)
    throw new UserError("verify-no-home", "the site folder has no active home page to put the file under", { exitCode: 1 });
  const taken = site.webFiles.find(({ active, url, id }) => active && url?.toLowerCase() === `/${challengeFileName}` && id !== files.id);
  if (taken !== undefined)
    throw new UserError("verify-address-taken", `/${challengeFileName} is the address of another web file`, { exitCode: 1, place: taken });
  const state = site.publishingStates.find(({ active, isVisible }) => active && isVisible);
  const writer = createRecordWriter(site);
  const record = writer.record(
    files.record,
    withDialect(site, files.id, {
      adx_enabletracking: "false",
      adx_excludefromsearch: "true",
      adx_hiddenfromsitemap: "true",
      adx_name: challengeFileName,
      adx_parentpageid: home.id,
      adx_partialurl: challengeFileName,
      ...(state === undefined ? {} : { adx_publishingstateid: state.id }),
      annotationid: writer.id("annotation", challengeFileName),
      filename: challengeFileName,
      isdocument: "true",
      mimetype: "text/plain",
      objectid: files.id,
      objecttypecode: "adx_webfile",
    }),
    "",
  );
  const after = new Map(site.texts);
  // The kit's own record is of the kind "file", whose text is whole.
  if (record.kind === "file") after.set(files.record, record.text);
  after.set(files.content, renderChallenge(secret));
  return planFor(site, "verify --prepare", after, "says who may verify the deployed site");
}

/**
 * Plans to take that web file out again.
 * @throws UserError `verify-file-changed`, exit code 1: it holds something else by now
 */
export async function planWithdraw(folder: string): Promise<Plan> {
  const { site, files } = await readPrepared(folder);
  const text = site.texts.get(files.content);
  if (text !== undefined && parseChallenge(text) === undefined)
    throw new UserError("verify-file-changed", "this file is not what `verify --prepare` wrote: it is left as it is", {
      exitCode: 1,
      place: { path: files.content },
      hint: "Delete it by hand, with the .webfile.yml beside it, if it may go.",
    });
  const after = new Map(site.texts);
  if (site.webFiles.some(({ id }) => id === files.id)) after.delete(files.record);
  after.delete(files.content);
  return planFor(site, "verify --withdraw", after, "takes out who may verify the site");
}

/** Code sites spell keys without the prefix, and every record's id is `id`. */
function withDialect(site: Site, id: string, keys: Readonly<Record<string, string>>): Record<string, string> {
  const { prefix } = dialectOf(site);
  const own = prefix === "" ? Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.replace(/^adx_/, ""), value])) : keys;
  return { ...own, [prefix === "" ? "id" : "adx_webfileid"]: id };
}

const planFor = (site: Site, action: Plan["action"], texts: ReadonlyMap<string, string>, why: string): Plan =>
  toPlan(site, action, { stateText: undefined, texts, state: undefined, reasons: () => why, opens: [], closes: [], findings: [] });
