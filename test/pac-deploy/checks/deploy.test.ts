import { readFileSync } from "node:fs";
import { profileColumnUnknown } from "../../../pac-deploy/checks/deploy/profile-column-unknown.ts";
import { profileNotThere } from "../../../pac-deploy/checks/deploy/profile-not-there.ts";
import { profileRecordMissing } from "../../../pac-deploy/checks/deploy/profile-record-missing.ts";
import { profileScriptBroken } from "../../../pac-deploy/checks/deploy/profile-script-broken.ts";
import { profileTableUnknown } from "../../../pac-deploy/checks/deploy/profile-table-unknown.ts";
import { profileUnreadable } from "../../../pac-deploy/checks/deploy/profile-unreadable.ts";
import { profileVariableMalformed } from "../../../pac-deploy/checks/deploy/profile-variable-malformed.ts";
import { secretInProfile } from "../../../pac-deploy/checks/deploy/secret-in-profile.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { renderRecord } from "../../../site/render-record.ts";
import { sampleScript, storyConfiguration } from "../../support/kit-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";

const path = "deployment-profiles/test.deployment.yml";
/** Of the starter: Authentication/OpenAuth/Microsoft/ClientSecret, Footer/OutputCache/Enabled, and the snippet "Site name". */
const secret = "042d3ecc-c0d1-4c1a-889b-4ed2e8fbd894";
const cache = "1935e29e-d13a-4dff-9f87-f64cec7e3597";
const siteName = "a8902201-01cf-4bcc-bf7b-0eac70f46610";
const script = "00000000-0000-4000-8000-000000000001";
const scriptSnippet = {
  "content-snippets/portal-kit-tracking-script/Portal-Kit-Tracking-Script.contentsnippet.yml": `adx_contentsnippetid: ${script}\nadx_name: Portal Kit/Tracking Script\nadx_type: 756150001\n`,
};

const profile = (text: string, at = path): { profiles: ReadonlyMap<string, string>; texts: Readonly<Record<string, string>> } => ({
  profiles: new Map([[at, text]]),
  texts: {},
});
const row = (table: string, id: string, values: Readonly<Record<string, string>>): string =>
  `${table}:\n${renderRecord({ [`${table}id`]: id, ...values })
    .split("\n")
    .map((line, index) => (line === "" ? "" : `${index === 0 ? "  - " : "    "}${line}`))
    .join("\n")}`;
const setting = (id: string, value: string): ReturnType<typeof profile> => profile(row("adx_sitesetting", id, { adx_value: value }));
const configured = (tag?: string) =>
  parseConfiguration(
    JSON.stringify({
      ...storyConfiguration,
      deploy: { environments: { test: { url: "https://contoso.crm4.dynamics.com", ...(tag === undefined ? {} : { profile: tag }) } } },
    }),
    "portal-kit.config.json",
  );

const finds: readonly FindCase[] = [
  {
    what: "a text in place of a list",
    check: profileUnreadable,
    ...profile("adx_sitesetting: yes\n"),
    places: [[path, 1]],
    message: /expected a list of records/,
  },
  { what: "a list in place of tables", check: profileUnreadable, ...profile("- a: b\n"), places: [[path, 1]] },
  { what: "a record that is none", check: profileUnreadable, ...profile("adx_sitesetting:\n  - text\n"), places: [[path, 2]] },
  {
    what: "a record without an id",
    check: profileUnreadable,
    ...profile("adx_sitesetting:\n  - adx_value: a\n"),
    places: [[path, 2]],
    message: /adx_sitesettingid/,
  },
  {
    what: "a record that stands there twice",
    check: profileUnreadable,
    ...profile(`adx_sitesetting:\n  - adx_sitesettingid: ${cache}\n    adx_value: a\n  - adx_sitesettingid: ${cache.toUpperCase()}\n`),
    places: [[path, 4]],
    message: /twice/,
  },
  {
    what: "a list as a value",
    check: profileUnreadable,
    ...profile(`adx_entitypermission:\n  - adx_entitypermissionid: ${cache}\n    adx_entitypermission_webrole:\n    - a\n`),
    places: [[path, 4]],
    message: /lists/,
  },
  { what: "broken YAML", check: profileUnreadable, ...profile("adx_sitesetting:\n  - a: 'b\n"), places: [[path, 3]] },
  {
    what: "a file that ends in .yaml",
    check: profileUnreadable,
    ...profile("", "deployment-profiles/test.deployment.yaml"),
    places: [["deployment-profiles/test.deployment.yaml", 0]],
    message: /test\.deployment\.yml/,
  },
  {
    what: "a file without .deployment",
    check: profileUnreadable,
    ...profile("", "deployment-profiles/test.yml"),
    places: [["deployment-profiles/test.yml", 0]],
  },
  {
    what: "a tag that no command takes",
    check: profileUnreadable,
    ...profile("", "deployment-profiles/my test.deployment.yml"),
    places: [["deployment-profiles/my test.deployment.yml", 0]],
  },
  {
    what: "a table without its prefix",
    check: profileTableUnknown,
    ...profile(row("sitesetting", cache, { adx_value: "a" })),
    places: [[path, 2]],
    message: /Did you mean adx_sitesetting/,
  },
  {
    what: "a table of data, once for all its rows",
    check: profileTableUnknown,
    ...profile("account:\n  - accountid: a\n  - accountid: b\n"),
    places: [[path, 2]],
  },
  {
    what: "an id that is no record's",
    check: profileRecordMissing,
    ...setting(script, "a"),
    places: [[path, 2]],
    message: /no adx_sitesetting with the id/,
  },
  {
    what: "the id of an other one, by the name",
    check: profileRecordMissing,
    ...profile(row("adx_sitesetting", script, { adx_name: "Footer/OutputCache/Enabled" })),
    places: [[path, 2]],
    message: new RegExp(`has the id ${cache}`),
  },
  {
    what: "a name that is another record's",
    check: profileRecordMissing,
    ...profile(row("adx_sitesetting", cache, { adx_name: "Search/Enabled" })),
    places: [[path, 2]],
    message: /renames it/,
  },
  {
    what: "a column that is misspelt",
    check: profileColumnUnknown,
    ...profile(row("adx_sitesetting", cache, { adx_valeu: "a" })),
    places: [[path, 3]],
    message: /Did you mean adx_value/,
  },
  {
    what: "a column without its prefix",
    check: profileColumnUnknown,
    ...profile(row("adx_contentsnippet", siteName, { value: "a" })),
    places: [[path, 3]],
  },
  ...[
    "${os.NAME}",
    "$OS.NAME",
    "${OS.NAME",
    "${OS NAME}",
    "${OS.}",
    "${OS:NAME}",
    "{OS.NAME}",
    "${NAME}",
    "${env.NAME}",
    "%NAME%",
    "$env:NAME",
    "https://${OS.MY-HOST}/x",
  ].map((value): FindCase => ({
    what: value,
    check: profileVariableMalformed,
    ...setting(cache, value),
    places: [[path, 3]],
    message: /\$\{OS\.NAME\}/,
  })),
  {
    what: "a variable inside a longer text",
    check: profileVariableMalformed,
    ...setting(cache, "https://${OS.HOST}/x"),
    places: [[path, 3]],
    message: /replaces it there/,
  },
  {
    what: "a setting that is secret by its name",
    check: secretInProfile,
    ...setting(secret, "hunter2hunter2"),
    places: [[path, 3]],
    message: /^(?!.*hunter2).*ClientSecret/,
  },
  {
    what: "a value that can be nothing else",
    check: secretInProfile,
    ...profile(row("adx_contentsnippet", siteName, { adx_value: `ghp_${"a1B2".repeat(9)}` })),
    places: [[path, 3]],
  },
  {
    what: "a script that is cut off",
    check: profileScriptBroken,
    profiles: profile(row("adx_contentsnippet", script, { adx_value: "<script>(function () {" })).profiles,
    texts: scriptSnippet,
    places: [[path, 3]],
    message: /cut off/,
  },
  {
    what: "a script that is none",
    check: profileScriptBroken,
    profiles: profile(row("adx_contentsnippet", script, { adx_value: "test" })).profiles,
    texts: scriptSnippet,
    places: [[path, 3]],
  },
  {
    what: "a tag without a file",
    check: profileNotThere,
    texts: {},
    configuration: configured("prod"),
    places: [["", 0]],
    message: /prod\.deployment\.yml is not there/,
  },
];

const silent: readonly CheckCase[] = [
  { what: "an empty profile", check: profileUnreadable, ...profile("# later\n") },
  { what: "a table without rows", check: profileUnreadable, ...profile("adx_sitesetting:\n") },
  { what: "a note beside the profiles", check: profileUnreadable, ...profile("", "deployment-profiles/README.md") },
  {
    what: "anchors",
    check: profileUnreadable,
    ...profile(
      `adx_sitesetting:\n  - adx_sitesettingid: &id ${cache}\n    adx_value: &v a\nadx_contentsnippet:\n  - adx_contentsnippetid: *id\n    adx_value: *v\n`,
    ),
  },
  {
    what: "tables of the site, and those whose files the kit does not read",
    check: profileTableUnknown,
    ...profile(`${row("adx_webtemplate", cache, {})}${row("adx_blog", cache, {})}`),
  },
  {
    what: "a record of the site, its id in capitals",
    check: profileRecordMissing,
    ...profile(row("adx_sitesetting", cache.toUpperCase(), { adx_name: "Footer/OutputCache/Enabled" })),
  },
  {
    what: "a table whose files the kit does not read",
    check: profileRecordMissing,
    ...profile(row("adx_blog", cache, { adx_name: "News" })),
  },
  {
    what: "columns that only the table has",
    check: profileColumnUnknown,
    ...profile(row("adx_sitesetting", cache, { adx_value: "a", adx_description: "b", statecode: "1" })),
  },
  {
    what: "a text that lies in a file of its own",
    check: profileColumnUnknown,
    ...profile(row("adx_contentsnippet", siteName, { adx_value: "a" })),
  },
  ...[
    "${OS.NAME}",
    "${OS._name1}",
    "100 %",
    "a ${b} c",
    "<script>`${x} of ${OSS.y}`</script>",
    "#{NAME}#",
    "OS",
    "",
    "$5",
    "{{ OS.x }}",
  ].map((value): CheckCase => ({ what: value, check: profileVariableMalformed, ...setting(cache, value) })),
  { what: "a secret from a variable", check: secretInProfile, ...setting(secret, "${OS.SECRET}") },
  { what: "a setting that is none", check: secretInProfile, ...setting(cache, "True") },
  {
    what: "a script",
    check: profileScriptBroken,
    profiles: profile(row("adx_contentsnippet", script, { adx_value: readFileSync(sampleScript, "utf8").trim() })).profiles,
    texts: scriptSnippet,
  },
  {
    what: "a script from a variable",
    check: profileScriptBroken,
    profiles: profile(row("adx_contentsnippet", script, { adx_value: "${OS.SCRIPT}" })).profiles,
    texts: scriptSnippet,
  },
  { what: "another snippet", check: profileScriptBroken, ...profile(row("adx_contentsnippet", siteName, { adx_value: "test" })) },
  { what: "a tag with a file", check: profileNotThere, ...profile(""), configuration: configured("test") },
  { what: "an environment without a profile", check: profileNotThere, texts: {}, configuration: configured() },
];

describeChecks("deploy", { finds, silent });
