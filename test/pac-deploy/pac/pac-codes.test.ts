import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knownFaults } from "../../../pac-deploy/pac/known-faults.ts";
import { pacCodes } from "../../../pac-deploy/pac/pac-codes.ts";
import { minimumVersions } from "../../../pac-deploy/pac/pac-version.ts";
import { root } from "../../support/kit-site.ts";

const folder = `${root}/pac-deploy/pac`;
const sources = [...readdirSync(folder).map((name) => `${folder}/${name}`), `${root}/pac-deploy/commands/auth.ts`].filter(
  (path) => !path.endsWith("/pac-codes.ts"),
);
const text = sources.map((path) => readFileSync(path, "utf8")).join("\n");

describe("the codes about pac", () => {
  it("are told once each", () => {
    const codes = pacCodes.map(({ code }) => code);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it("stand in the sources, and every one that stands there is told", () => {
    const codes = new Set(pacCodes.map(({ code }) => code));
    expect([...codes].filter((code) => !text.includes(`"${code}"`))).toEqual([]);
    const used = [...text.matchAll(/(?:code: |new UserError\(\s*|\?\? )"([a-z]+(?:-[a-z]+)+)"/g)].map(([, code = ""]) => code);
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((code) => !codes.has(code))).toEqual([]);
  });
});

describe("docs/pac.md", () => {
  it("says what is written here", async () => {
    const evidence = new Map(knownFaults.map(({ code, evidence: how }) => [code, how]));
    const row = ({ code, means, advice }: (typeof pacCodes)[number]): string =>
      `| \`${code}\` | ${[means, advice, evidence.get(code) ?? "the kit's own"].map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
    const page = [
      "<!-- Written by `npx vitest run test/pac-deploy/pac/pac-codes.test.ts -u`. Do not edit. -->",
      "",
      "# How the kit uses pac",
      "",
      "`portal-kit` runs the Power Platform CLI (`pac`) for everything that concerns an environment. `portal-kit auth` shows which pac it found, whom it is signed in as, and the ways to sign in.",
      "",
      `- **Which pac**: \`--pac\`, else \`PORTAL_KIT_PAC\`, else the first on the PATH (relative folders of it are skipped), else the one among the .NET tools. pac ${minimumVersions.classic} or newer; ${minimumVersions.code} for code sites.`,
      "- **Windows**: `pac.exe` is started without a shell. The `pac.cmd` of the Windows installer cannot be, and always ends with 0 (observed, third party): the kit starts the newest `Microsoft.PowerApps.CLI.<version>\\tools\\pac.exe` beside it. Stopping pac there ends it at once.",
      "- **What it prints is read, its exit code is not believed**: pac has ended with 0 after errors and with “succeeded” after failed records (observed, third party). A run is well when it ended with 0 and no fault below was found; and even then the site is read back.",
      "- **Secrets**: pac is never given one on a command line by the kit, and `pac auth create` is never run by it. Values of variables whose names say that they are secret, tokens, and what has the shape of a key are dots in everything that is shown.",
      "- **Environment**: pac gets all the variables that the kit has, since deployment profiles read them as `${OS.NAME}`.",
      "- **Time**: a download may take one hour, an upload two; `PORTAL_KIT_PAC_MINUTES` sets both. Ctrl+C ends pac with SIGINT, after ten seconds by force.",
      "- **Code sites**: `pac pages upload-code-site` is not documented to take an environment. Where its help does not name `--environment`, the kit uploads only if pac's active profile is bound to the environment that is meant.",
      "- **The real pac in the tests**: `test/pac-deploy/pac/real-pac.test.ts` asks a real one for what it does offline, and is skipped where there is none; `PORTAL_KIT_REAL_PAC` names it.",
      "",
      "## Codes",
      "",
      "`portal-kit explain <code>` says the same. Evidence: *documented* by Microsoft, *observed* in what users of pac have published, *assumed*.",
      "",
      "| code | means | what to do | evidence |",
      "|---|---|---|---|",
      ...pacCodes.map(row),
      "",
    ].join("\n");
    await expect(page).toMatchFileSnapshot("../../../docs/pac.md");
  });
});
