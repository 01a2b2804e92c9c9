import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runEmulator } from "../../pac-deploy/run-emulator.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";
import { waitUntil } from "../support/wait-until.ts";

let folder: string;
let stop: (code: number) => void = () => undefined;
let ended: Promise<number> | undefined;
let said: string[];
let portal = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-kit-code-dev-"));
  cpSync(starterFolder("code"), folder, { recursive: true });
  said = [];
  portal = "";
  ended = undefined;
});
afterEach(async () => {
  stop(130);
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

function dev(flags: { readonly portalHost?: string; readonly personaBar?: boolean } = {}): Promise<number> {
  ended = runEmulator({
    siteFolder: folder,
    flags: { portalPort: 0, orgPort: 0, insightsPort: 0, db: ":memory:", open: false, ...flags },
    distFolder,
    reloadsPages: true,
    terminal: {
      isJson: false,
      say: (text: string) => void said.push(text),
      answer: (value: unknown) => {
        portal = (value as { portal: string }).portal; // what the emulator answers: its addresses
      },
      confirm: async () => true,
    },
    stop: {
      requested: new Promise((resolve) => {
        stop = resolve;
      }),
    },
    invitation: () => [],
  });
  return ended;
}
const build = (body: string): void => {
  mkdirSync(join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "dist/index.html"), `<html><head></head><body>${body}</body></html>`);
};

/** `fetch` sets no Host, and a name below `localhost` is for browsers to know. */
const readFrom = ({ port, host }: URL): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, headers: { host } }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => void (text += chunk.toString("utf8")));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });

it("runs a code site that is not built yet, shows its build at once, and reads its changed records", async () => {
  void dev();
  await waitUntil(() => portal !== "", "the emulator has started");
  expect((await fetch(portal)).status).toBe(404);
  build("first");
  await waitUntil(() => said.some((line) => line.includes("the site was built again")), "the build was seen");
  const html = await (await fetch(`${portal}/deep/link`)).text();
  expect(html).toContain("first");
  expect(html).toContain("data-portal-kit-personas");
  expect(html).toContain("/_emulator/live-reload.js");
  writeFileSync(
    join(folder, ".powerpages-site/site-settings/X.sitesetting.yml"),
    "id: 10000000-0000-4000-8000-000000000009\nname: HTTP/X-Frame-Options\nvalue: DENY\n",
  );
  await waitUntil(() => said.some((line) => line.includes("read the site folder again")), "the record was seen");
  expect((await fetch(portal)).headers.get("x-frame-options")).toBe("DENY");
}, 30_000);

it("shows no personas where it is told so, under a host of its own", async () => {
  build("first");
  void dev({ personaBar: false, portalHost: "portal.localhost" });
  await waitUntil(() => portal !== "", "the emulator has started");
  expect(new URL(portal).hostname).toBe("portal.localhost");
  const html = await readFrom(new URL(portal));
  expect(html).not.toContain("data-portal-kit-personas");
}, 30_000);
