import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeployOutcome } from "../../../pac-deploy/deploy/deploy-site.ts";
import { readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import type { SiteRecords } from "../../../pac-deploy/deploy/site-records.ts";
import type { Behaviour } from "../../support/fake-pac/behaviour.ts";
import type { Edit, Lie } from "../../support/fake-pac/lies.ts";
import type { DeployedSite } from "./deployed-site.ts";

/** Records of the starter site that the story touches. */
export const ids = {
  queryName: "299a1b03-69e5-5f4a-aab0-3fb63cc3a351",
  searchEnabled: "0c28f0ed-9fe1-4146-a3b2-9af7bec1ca2d",
  profileEnabled: "0d734c98-21b7-a646-291f-88684762e638",
  forceSignUp: "4f1679fb-f91a-4522-01d3-fa9db745ee62",
  feedback: "9faf25cb-a64c-52f8-7e93-6c20c424896f",
  header: "dcc2820c-78ba-bcc0-58fc-3de895f1400a",
  footer: "472504a5-6369-d6c3-90a0-564d10f4e0bb",
  anonymous: "f1a39bac-0e8c-4630-2c58-b949099511fb",
  signedIn: "c623be45-a8b6-8284-4cbb-5773fb92ac92",
  news: "aaaaaaaa-0000-4000-8000-000000000001",
} as const;

/** One thing that pac or somebody else does. */
export interface Hazard {
  readonly name: string;
  readonly evidence: "documented" | "observed" | "assumed" | "fault";
  readonly lies?: readonly Lie[];
  readonly behaviour?: Partial<Behaviour>;
  /** What the person does in the folder besides. */
  edit?(folder: string): void;
  /** What of that an upload cannot do, and so is to be told. */
  readonly residue?: "blank" | "unlink";
  /** Only what drift can meet: a lie about an upload is none. */
  readonly meetsDrift: boolean;
}

const during = (when: "before" | "after", call: number, command: "download" | "upload", edit: Edit = theirEdit): Lie => ({
  lie: "someone-edits",
  when,
  command,
  call,
  edits: [edit],
});
const theirEdit: Edit = { do: "change", table: "adx_sitesetting", id: ids.forceSignUp, values: { adx_value: "meanwhile" } };

const edited =
  (path: string, pattern: RegExp, text: string) =>
  (folder: string): void => {
    const before = readFileSync(join(folder, path), "utf8");
    const after = before.replace(pattern, text);
    if (after === before) throw new Error(`${path} has nothing like ${pattern.source}`);
    writeFileSync(join(folder, path), after);
  };
const emptySetting = edited("sitesetting.yml", /(adx_name: Search\/Enabled\n.*\n  adx_value:) true/, "$1");
const takeRole = edited("table-permissions/Contact---own-record.tablepermission.yml", /- [0-9a-f-]{36}\n/, "");

export const hazards: readonly Hazard[] = [
  { name: "as documented", evidence: "documented", meetsDrift: true },
  { name: "deletions by the manifest are not carried out", evidence: "assumed", behaviour: { deletions: "ignored" }, meetsDrift: false },
  { name: "a value is emptied, and uploads empty nothing", evidence: "observed", edit: emptySetting, residue: "blank", meetsDrift: true },
  {
    name: "a value is emptied, and uploads empty it",
    evidence: "assumed",
    edit: emptySetting,
    residue: "blank",
    behaviour: { blanks: "cleared" },
    meetsDrift: true,
  },
  {
    name: "a web role leaves a permission, and uploads unlink nothing",
    evidence: "observed",
    edit: takeRole,
    residue: "unlink",
    meetsDrift: true,
  },
  {
    name: "a web role leaves a permission, and uploads unlink it",
    evidence: "assumed",
    edit: takeRole,
    residue: "unlink",
    behaviour: { unlinks: "done", manifestUnlinks: "done" },
    meetsDrift: true,
  },
  { name: "new records get no defaults", evidence: "assumed", behaviour: { defaults: false }, meetsDrift: false },
  {
    name: "`Error:` and yet exit code 0",
    evidence: "observed",
    behaviour: { errorExitCode: 0 },
    lies: [{ lie: "throttled", command: "upload", call: 1, done: "half" }],
    meetsDrift: false,
  },
  {
    name: "every second record is not written, “succeeded”",
    evidence: "observed",
    lies: [{ lie: "partial-upload", call: 1 }],
    meetsDrift: false,
  },
  { name: "records fail, “succeeded”", evidence: "observed", lies: [{ lie: "complete-after-failures", call: 1 }], meetsDrift: false },
  { name: "nothing is written, “succeeded”", evidence: "fault", lies: [{ lie: "does-nothing", call: 1 }], meetsDrift: false },
  { name: "the web roles of permissions are cleared", evidence: "observed", lies: [{ lie: "lost-roles", call: 1 }], meetsDrift: false },
  { name: "deletions are passed over, “succeeded”", evidence: "observed", lies: [{ lie: "ignored-deletions" }], meetsDrift: false },
  {
    name: "a plug-in changes a value as it is written",
    evidence: "fault",
    lies: [{ lie: "plug-in", change: "upper", table: "adx_sitesetting", key: "adx_value" }],
    meetsDrift: false,
  },
  { name: "another site gets the upload", evidence: "fault", lies: [{ lie: "wrong-site", command: "upload", call: 1 }], meetsDrift: false },
  {
    name: "the answer is lost, nothing was done",
    evidence: "fault",
    lies: [{ lie: "dropped-answer", command: "upload", call: 1, done: "nothing" }],
    meetsDrift: false,
  },
  {
    name: "the answer is lost, half was done",
    evidence: "fault",
    lies: [{ lie: "dropped-answer", command: "upload", call: 1, done: "half" }],
    meetsDrift: false,
  },
  {
    name: "the answer is lost, all was done",
    evidence: "fault",
    lies: [{ lie: "dropped-answer", command: "upload", call: 1, done: "all" }],
    meetsDrift: false,
  },
  {
    name: "upload throttled, half was done",
    evidence: "observed",
    lies: [{ lie: "throttled", command: "upload", call: 1, done: "half" }],
    meetsDrift: false,
  },
  {
    name: "upload crashes half way",
    evidence: "observed",
    lies: [{ lie: "crashes", command: "upload", call: 1, done: "half" }],
    meetsDrift: false,
  },
  { name: "somebody edits between download and upload", evidence: "fault", lies: [during("after", 1, "download")], meetsDrift: true },
  { name: "somebody edits between upload and read-back", evidence: "fault", lies: [during("after", 1, "upload")], meetsDrift: false },
  {
    name: "somebody edits the same record between download and upload",
    evidence: "fault",
    lies: [during("after", 1, "download", { do: "change", table: "adx_webtemplate", id: ids.footer, values: { adx_name: "meanwhile" } })],
    meetsDrift: true,
  },
  {
    name: "the upload hangs half way, until its time is up",
    evidence: "observed",
    lies: [{ lie: "dropped-answer", command: "upload", call: 1, done: "half", by: "kill" }],
    meetsDrift: false,
  },
  {
    name: "the upload of the deletions is lost",
    evidence: "fault",
    lies: [{ lie: "dropped-answer", command: "upload", call: 2, done: "nothing" }],
    meetsDrift: false,
  },
  { name: "a plug-in trims what is written", evidence: "fault", lies: [{ lie: "plug-in", change: "trim" }], meetsDrift: false },
  { name: "a plug-in changes line ends", evidence: "fault", lies: [{ lie: "plug-in", change: "line-ends" }], meetsDrift: false },
  {
    name: "download throttled",
    evidence: "observed",
    lies: [{ lie: "throttled", command: "download", call: 1, done: "half" }],
    meetsDrift: true,
  },
  {
    name: "the download crashes half way",
    evidence: "fault",
    lies: [{ lie: "crashes", command: "download", call: 1, done: "half" }],
    meetsDrift: true,
  },
  {
    name: "the download's answer is lost",
    evidence: "fault",
    lies: [{ lie: "dropped-answer", command: "download", call: 1, done: "all" }],
    meetsDrift: true,
  },
  {
    name: "the first download shows the state before the last upload",
    evidence: "fault",
    lies: [{ lie: "stale-download", call: 1 }],
    meetsDrift: true,
  },
  {
    name: "the read-back is another site's, twice",
    evidence: "fault",
    lies: [
      { lie: "wrong-site", command: "download", call: 3 },
      { lie: "wrong-site", command: "download", call: 4 },
    ],
    meetsDrift: false,
  },
  {
    name: "the first download lacks records",
    evidence: "fault",
    lies: [{ lie: "incomplete-download", call: 1, skip: ["adx_contentsnippet"] }],
    meetsDrift: true,
  },
  {
    name: "the read-back lacks records",
    evidence: "fault",
    lies: [{ lie: "incomplete-download", call: 3, skip: ["adx_contentsnippet"] }],
    meetsDrift: false,
  },
  { name: "the first download is cut off", evidence: "fault", lies: [{ lie: "cut-download", call: 1, exitCode: 1 }], meetsDrift: true },
  {
    name: "the read-back is cut off, twice",
    evidence: "fault",
    lies: [
      { lie: "cut-download", call: 3, exitCode: 1 },
      { lie: "cut-download", call: 4, exitCode: 1 },
    ],
    meetsDrift: false,
  },
  {
    name: "the read-back shows the state before the upload",
    evidence: "fault",
    lies: [{ lie: "stale-download", call: 3 }],
    meetsDrift: false,
  },
  {
    name: "the download is another site's",
    evidence: "fault",
    lies: [{ lie: "wrong-site", command: "download", call: 1 }],
    meetsDrift: true,
  },
  { name: "the list lacks the site", evidence: "fault", lies: [{ lie: "list-lacks-site" }], meetsDrift: true },
  { name: "not signed in", evidence: "observed", lies: [{ lie: "not-signed-in" }], meetsDrift: true },
  { name: "no network", evidence: "observed", lies: [{ lie: "offline" }], meetsDrift: true },
];

/** What the person does in the folder: a value, a text, a new permission that opens a table, and one less. */
export function editFolder(folder: string): void {
  const settings = join(folder, "sitesetting.yml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("adx_value: Portal Search", "adx_value: Portal Search 2"));
  appendFileSync(join(folder, "web-templates/footer/Footer.webtemplate.source.html"), "<p>ours</p>");
  rmSync(join(folder, "table-permissions/Feedback.tablepermission.yml"));
  writeFileSync(
    join(folder, "table-permissions/News.tablepermission.yml"),
    `adx_append: false
adx_appendto: false
adx_create: false
adx_delete: false
adx_entitylogicalname: adx_news
adx_entityname: News
adx_entitypermission_webrole:
- ${ids.anonymous}
adx_entitypermissionid: ${ids.news}
adx_read: true
adx_scope: 756150000
adx_write: false
`,
  );
}

/** What others do in the studio, before it is deployed. */
export const othersEdits: readonly Edit[] = [
  { do: "change", table: "adx_webtemplate", id: ids.header, texts: { source: "<header>theirs</header>" } },
  { do: "change", table: "adx_sitesetting", id: ids.profileEnabled, values: { adx_value: "theirs" } },
];

/** The environment as it truly is. */
export async function readTruth({ environment, websiteId }: DeployedSite): Promise<SiteRecords> {
  const folder = environment.download(websiteId);
  try {
    return await readSiteRecords(folder);
  } finally {
    rmSync(join(folder, ".."), { recursive: true, force: true });
  }
}

const valueAt = (truth: SiteRecords, table: string, id: string, key: string): unknown => truth.records.get(`${table}/${id}`)?.values[key];

/** What of the folder has not arrived; empty: all has. */
export function findMissing(truth: SiteRecords): string[] {
  const checks: readonly (readonly [string, boolean])[] = [
    ["setting", valueAt(truth, "adx_sitesetting", ids.queryName, "adx_value") === "Portal Search 2"],
    ["template", String(valueAt(truth, "adx_webtemplate", ids.footer, "adx_source")).endsWith("<p>ours</p>")],
    ["new permission", valueAt(truth, "adx_entitypermission", ids.news, "adx_read") === "true"],
    ["its role", [valueAt(truth, "adx_entitypermission", ids.news, "adx_entitypermission_webrole")].flat().includes(ids.anonymous)],
    ["deletion", !truth.records.has(`adx_entitypermission/${ids.feedback}`)],
  ];
  return checks.flatMap(([name, holds]) => (holds ? [] : [name]));
}

/** What others did and is not there any more. */
export function findLost(truth: SiteRecords, { meanwhile = false }: { readonly meanwhile?: boolean } = {}): string[] {
  const checks: readonly (readonly [string, boolean])[] = [
    ["their header", valueAt(truth, "adx_webtemplate", ids.header, "adx_source") === "<header>theirs</header>"],
    ["their setting", valueAt(truth, "adx_sitesetting", ids.profileEnabled, "adx_value") === "theirs"],
    [
      "their edit meanwhile",
      !meanwhile ||
        valueAt(truth, "adx_sitesetting", ids.forceSignUp, "adx_value") === "meanwhile" ||
        valueAt(truth, "adx_webtemplate", ids.footer, "adx_name") === "meanwhile",
    ],
  ];
  return checks.flatMap(([name, holds]) => (holds ? [] : [name]));
}

export const isSettled = ({ state }: Pick<DeployOutcome, "state">): boolean => state === "done" || state === "nothing";
