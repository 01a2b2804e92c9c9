import { describe, expect, it } from "vitest";
import { findFaults, findRunFaults, findUnfinishedDownloads } from "../../../pac-deploy/pac/find-faults.ts";
import { knownFaults } from "../../../pac-deploy/pac/known-faults.ts";

/** What pac printed, as its users have put it down, with the fault it tells. */
const told: readonly (readonly [string, string])[] = [
  ["pac-model-mismatch", "Error: Power Pages entities aren't available on this org, please install Power Pages package on the org."],
  [
    "pac-model-mismatch",
    "Error: Power Pages entities for standard data model (v1) aren't available on this org, please install required packages on this org.",
  ],
  ["pac-profile-missing", "Error: No profiles were found on this computer. Please run 'pac auth create' to create one."],
  ["pac-profile-missing", "Error: AuthProfileNameDoesNotExist"],
  ["pac-secret-missing", "Error: AuthProfileSpnSecretNotFoundWithLinuxFallback"],
  [
    "pac-keyring-missing",
    "Linux libsecret keyring is not available.  Use the '--accept-cleartext-caching' switch to permit storing in cleartext.",
  ],
  ["pac-keyring-missing", "Error: Persistence check failed. Data was written but it could not be read."],
  ["pac-sign-in", "AADSTS700082: The refresh token has expired."],
  ["pac-sign-in", "Response status code does not indicate success: 401 (Unauthorized)."],
  ["pac-environment-missing", "Error: No default environment selected for current auth profile. Use auth profile with default environment"],
  ["pac-forbidden", "Error: Principal user (Id=1, type=8) is missing prvReadpowerpagecomponent privilege"],
  ["pac-throttled", "Number of requests exceeded the limit of 6000 over time window of 300 seconds."],
  [
    "pac-folder-not-a-site",
    "The upload path provided doesn't contain Power Pages website data, please provide the path of the directory which contains website.yml",
  ],
  [
    "pac-code-site-format-old",
    "Error: upload-code-site with old format is not supported. Please execute download-code-site to download the site",
  ],
  [
    "pac-attachment-blocked",
    "Import failed: The attachment is either not a valid type or is too large. It cannot be uploaded or downloaded.",
  ],
  ["pac-delete-record-gone", "Error: PowerPageComponentDeletePlugin: record not found"],
  [
    "pac-record-gone",
    "Updating table powerpagecomponent with record ID:f0 FAILED due to Entity 'powerpagecomponent' With Id = f0 Does Not Exist",
  ],
  ["pac-record-failed", "Updating table adx_webfile with record id:f0 FAILED due to 'adx_webfile' entity doesn't contain attribute"],
  ["pac-stumbled", "Object reference not set to an instance of an object."],
  ["pac-record-skipped", "Record skipped: missing primary key 'annotationid' for entity 'annotation'"],
  ["pac-file-unreadable", "Expected 'SequenceStart', got 'MappingStart'"],
  ["pac-file-unreadable", "Error: Unrecognized Guid format."],
  ["pac-ids-doubled", "Error: An item with the same key has already been added. Key: 1"],
  ["pac-argument-unknown", "Error: An unknown argument --js was passed."],
  ["pac-deployment-profile-missing", "Error: Deployment profile 'test' not found"],
  ["pac-website-missing", "Error: Website with id aaaa1111-2222-3333-4444-555555555555 does not exist"],
  ["pac-network", "Network is unreachable (contoso.crm4.dynamics.com:443)"],
  ["pac-code-site-not-built", "Error: The compiled path /srv/app/dist does not exist."],
  ["pac-crashed", "Sorry, the app encountered a non-recoverable error and will need to terminate."],
  [
    "pac-crashed",
    "Sorry, the app encountered a non recoverable error and will need to terminate. The exception details have been captured",
  ],
  ["pac-error", "Error: One or more errors occurred."],
];

/** What pac prints when all is well; none of it is a fault. */
const fine = `Information:
Be careful when you're updating public sites. The changes you make are visible to anyone immediately. To check site visibility go to https://make.powerpages.microsoft.com/.
To get additional information, please visit https://go.microsoft.com/fwlink/?linkid=2204350

Connected to... Error Failed Ltd
Connected as ada@contoso.com
Started downloading website aaaa1111-2222-3333-4444-555555555555
Downloading - webfiles
Downloaded - webfiles
Processing - adx_website
Loading Power Pages website manifest...
Found 72 records to process across 48 entities
Manifest loaded successfully.
Uploading - [####################] 100,0% (Events: 19/19)
Power Pages website upload succeeded in 14,97 secs.
Power Pages folder already initialized in : /srv/app
Creating Power Pages records for compiled artifacts
Note: You can customize these patterns by adding 'bundleFilePatterns' array in 'powerpages.config.json' file.
Cleanup summary: Deleted 0 bundle directories
Updating Home page, header and footer web templates
Uploading changes
Upload complete`.split("\n");

describe("findFaults", () => {
  it.each(told)("finds %s in %j", (code, line) => {
    expect(findFaults([...fine, line, ...fine])).toMatchObject([{ code, line, hint: expect.stringMatching(/\w+/) as string }]);
  });

  it("finds nothing where all is well", () => {
    expect(findFaults(fine)).toEqual([]);
  });

  it("has a case above for every fault it knows", () => {
    expect(new Set(told.map(([code]) => code))).toEqual(new Set(knownFaults.map(({ code }) => code)));
  });

  it("finds every one of many, in their order, with the lines that go on", () => {
    const lines = [
      "Updating table a with record ID:1 FAILED",
      "  due to Entity 'a' With Id = 1 Does Not Exist",
      "Updating table b with record ID:2 FAILED due to x",
    ];
    expect(findFaults(lines).map(({ code, line }) => [code, line])).toEqual([
      ["pac-record-gone", "Updating table a with record ID:1 FAILED due to Entity 'a' With Id = 1 Does Not Exist"],
      ["pac-record-failed", "Updating table b with record ID:2 FAILED due to x"],
    ]);
  });

  it("says where the log of a crash is", () => {
    const [fault] = findFaults([
      "Sorry, the app encountered a non-recoverable error and will need to terminate.",
      "Exception Type: System.InvalidCastException",
      "The diagnostic logs can be found at: /home/ada/.dotnet/tools/.store/logs/pac-log.txt",
    ]);
    expect(fault?.hint).toContain("/home/ada/.dotnet/tools/.store/logs/pac-log.txt");
  });
});

describe("findRunFaults", () => {
  const lines = ["Connected as ada@contoso.com", "Uploading - [##########----------] 49.6%  ETA: ~01:00 (Events: 70/141) [Threads: 1]"];

  it.each([
    ["exit", "pac-stopped-midway"],
    ["time-limit", "pac-timeout"],
    ["cancelled", "pac-cancelled"],
    ["flood", "pac-flood"],
  ] as const)("names a run that ended by %s", (ended, code) => {
    expect(findRunFaults({ ended, exitCode: 0, lines }, 60_000)).toMatchObject([
      { code, line: expect.stringContaining("49.6%") as string },
    ]);
  });

  it("is silent when the last progress is the whole, and when there is none", () => {
    expect(findRunFaults({ ended: "exit", exitCode: 0, lines: fine }, 60_000)).toEqual([]);
    expect(findRunFaults({ ended: "exit", exitCode: 1, lines: [] }, 60_000)).toEqual([]);
  });
});

describe("findUnfinishedDownloads", () => {
  it("names the tables that were begun and not ended", () => {
    const lines = ["Downloading - a", "Downloading - b", "Downloaded - a", "Downloading - b"];
    expect(findUnfinishedDownloads(lines)).toMatchObject([{ code: "pac-download-incomplete", line: "Downloading - b" }]);
  });

  it("concludes nothing from a pac that never says when a table is done", () => {
    expect(findUnfinishedDownloads(["Downloading - a", "Downloading - b"])).toEqual([]);
  });
});
