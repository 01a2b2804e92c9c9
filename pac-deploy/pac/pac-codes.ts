import type { KitCode } from "../explain/kit-code.ts";
import { installHint } from "./find-pac.ts";
import { knownFaults } from "./known-faults.ts";

const update = "Update it: dotnet tool update --global Microsoft.PowerApps.CLI.Tool";
const readBack = "Read the site back: some of it may have arrived.";

/** Why pac is not used, and what is wrong with a run whatever pac has printed. */
const runCodes: readonly KitCode[] = [
  { code: "pac-not-found", means: "The Power Platform CLI is not where it was looked for.", advice: installHint },
  {
    code: "pac-needs-shell",
    means: "On Windows a batch file stands for pac, and the program behind it was not found.",
    advice: installHint,
  },
  { code: "pac-not-started", means: "The program could not be started.", advice: "Try `pac help` in a terminal." },
  { code: "pac-version-unknown", means: "The program does not say a version as pac does.", advice: "Name the right program with --pac." },
  { code: "pac-too-old", means: "This pac lacks what the kit uses: `pac pages` came with 1.32, code sites with 1.44.", advice: update },
  {
    code: "pac-minutes-invalid",
    means: "PORTAL_KIT_PAC_MINUTES is no number of minutes.",
    advice: "Give it minutes from 1 to 1440, or leave it out.",
  },
  {
    code: "pac-other-environment",
    means: "pac would upload the code site to the environment of its active profile, which is another one; nothing was uploaded.",
    advice: "Select the profile of the environment with `pac auth select --index <n>`; `portal-kit auth --environment <url>` names it.",
  },
  { code: "pac-failed", means: "pac ended with an error and did not say which.", advice: "Run the command that is named in a terminal." },
  {
    code: "pac-timeout",
    means: "pac took longer than it was given, and was stopped.",
    advice: `${readBack} PORTAL_KIT_PAC_MINUTES allows more time.`,
  },
  { code: "pac-cancelled", means: "pac was stopped because you asked for it.", advice: readBack },
  { code: "pac-flood", means: "pac printed without end, and was stopped.", advice: readBack },
  { code: "pac-stopped-midway", means: "pac ended before its own progress was at 100 %.", advice: readBack },
  {
    code: "pac-download-incomplete",
    means: "pac began with a table and did not say that it was done with it.",
    advice: "Run it again: half a download is not used.",
  },
  { code: "pac-nothing-downloaded", means: "pac left no website.yml, whatever it said.", advice: "See what it printed before." },
  { code: "pac-several-sites", means: "The download holds more than one site.", advice: "Download into an empty folder." },
  {
    code: "pac-wrong-site",
    means: "The download is another site than the one that was asked for.",
    advice: "Compare the website id with `pac pages list --verbose`.",
  },
  {
    code: "pac-site-kind-differs",
    means: "The site of the environment is a code site and the folder is not, or the other way.",
    advice: "Compare both: they are different sites.",
  },
  { code: "download-folder-not-empty", means: "The folder for a download holds something already.", advice: "Name an empty folder." },
  {
    code: "deployment-profile-invalid",
    means: "This cannot be the name of a deployment profile.",
    advice: 'Use letters, digits, "-", "_" and ".".',
  },
  {
    code: "deployment-profile-unsupported",
    means: "pac takes no deployment profile for code sites.",
    advice: "Use site settings backed by environment variables.",
  },
];

/** Everything that the kit says about pac by a code. */
export const pacCodes: readonly KitCode[] = [...knownFaults.map(({ code, means, hint }) => ({ code, means, advice: hint })), ...runCodes];
