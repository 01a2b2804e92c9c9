import type { Behaviour } from "./behaviour.ts";
import type { FakeSite } from "./records.ts";
import type { AuthRow } from "./store.ts";

/** Columns as wide as their longest cell, one space between, as `pac auth list` and `pac pages list` print them. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(" ")
        .trimEnd(),
    )
    .join("\n");
}

export const banner = (version: string): string =>
  [
    "Microsoft PowerPlatform CLI",
    `Version: ${version}+g0a1b2c3 (.NET 9.0.4)`,
    "Online documentation: https://aka.ms/PowerPlatformCLI",
    "Feedback, Suggestions, Issues: https://github.com/microsoft/powerplatform-build-tools/discussions",
    "",
  ].join("\n");

export function renderProfiles(profiles: readonly AuthRow[]): string {
  if (profiles.length === 0) return noProfiles;
  return renderTable(
    ["Index", "Active", "Kind", "Name", "User", "Cloud", "Type", "Environment", "Environment Url"],
    profiles.map((row, index) => [
      `[${index + 1}]`,
      row.isActive ? "  *" : "",
      row.kind,
      row.name,
      row.user,
      row.cloud,
      row.type,
      row.environment,
      row.url,
    ]),
  );
}

export const noProfiles = "No profiles were found on this computer. Please run 'pac auth create' to create one.";

export function renderSites(
  sites: readonly FakeSite[],
  { isVerbose, dialect }: { isVerbose: boolean; dialect: Behaviour["listDialect"] },
): string {
  if (sites.length === 0) return "No Power Pages website records exist";
  const modelOf = ({ model }: FakeSite): string => (model === "enhanced" ? "Enhanced" : "Standard");
  const isCode = ({ kind }: FakeSite): string => (kind === "code" ? "Yes" : "No");
  if (!isVerbose) {
    return renderTable(
      ["Index", "Website Id".padEnd(36), "Friendly Name"],
      sites.map((site, index) => [`[${index + 1}]`, site.id, site.name]),
    );
  }
  if (dialect === "dashes") {
    const rows = sites.map((site) => [site.id, site.name, modelOf(site), isCode(site)]);
    const header = ["Id".padEnd(36), "FriendlyName", "DataModel", "SinglePageApplication"];
    return renderTable(
      [...header],
      [header.map((title, column) => "-".repeat(Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))), ...rows],
    );
  }
  if (dialect === "no-model") {
    return renderTable(
      ["Index", "Website Id".padEnd(36), "Friendly Name", "Single Page Application"],
      sites.map((site, index) => [`[${index + 1}]`, site.id, site.name, isCode(site)]),
    );
  }
  return renderTable(
    ["Index", "Website Id".padEnd(36), "Portal Id".padEnd(36), "Friendly Name", "Url", "Data Model", "Single Page Application"],
    sites.map((site, index) => [`[${index + 1}]`, site.id, "", site.name, "", modelOf(site), isCode(site)]),
  );
}

export const publicNotice = [
  "Information:",
  "Be careful when you're updating public sites. The changes you make are visible to anyone immediately. To check site visibility go to https://make.powerpages.microsoft.com/.",
  "To get additional information, please visit https://go.microsoft.com/fwlink/?linkid=2204350",
  "",
].join("\n");

export const crash = (exception: string): string =>
  [
    "Sorry, the app encountered a non-recoverable error and will need to terminate.",
    "Session Id: 57f79894-80fb-4f44-8c94-8f800fc13e63,",
    `Exception Type: ${exception}`,
    "   at bolt.module.paportal.Upload.ExecuteAsync(CancellationToken token)",
    "   at bolt.cli.Program.Main(String[] args)",
    "The diagnostic logs can be found at: /home/ada/.dotnet/tools/.store/microsoft.powerapps.cli.tool/logs/pac-log.txt",
  ].join("\n");

export const throttled =
  "Error: 0x80072322 429 Too Many Requests: Number of requests exceeded the limit of 6000 over time window of 300 seconds.";
export const offline = (host: string): string => `Error: Network is unreachable (${host}:443)`;
export const signInExpired = "Error: AADSTS700082: The refresh token has expired due to inactivity.";
export const noEnvironment =
  "Error: No default environment selected for current auth profile. Use auth profile with default environment or pass it as a parameter if command supports it";
export const noWebsiteYml =
  "The upload path provided doesn't contain Power Pages website data, please provide the path of the directory which contains website.yml";

export const modelMismatch = (asked: "standard" | "enhanced"): string =>
  asked === "standard"
    ? "Error: Power Pages entities for standard data model (v1) aren't available on this org, please install required packages on this org. If you are trying to upload to enhanced data model (v2), pass model version as 2."
    : "Error: Power Pages entities aren't available on this org, please install Power Pages package on the org.";

export function progress(done: number, all: number): string {
  const part = all === 0 ? 1 : done / all;
  const marks = Math.round(part * 20);
  return `Uploading - [${"#".repeat(marks)}${"-".repeat(20 - marks)}] ${(part * 100).toFixed(1)}% (Events: ${done}/${all})`;
}
