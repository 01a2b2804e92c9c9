import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StartedEmulator } from "../../../portal-emulator/start-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import type { VerifyBrowser } from "../../../pac-deploy/verify/browser/open-browser.ts";
import { createPortalClient } from "../../../pac-deploy/verify/http/portal-client.ts";
import { openFolderView } from "../../../pac-deploy/verify/open-folder-view.ts";
import { createVerifyContext } from "../../../pac-deploy/verify/verify-context.ts";
import { verifySite } from "../../../pac-deploy/verify/verify-site.ts";
import type { VerifyReport } from "../../../pac-deploy/verify/verify-report.ts";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../../support/kit-site.ts";
import { startPortal } from "../../support/start-portal.ts";

/** The kit with a form that only creates, and what a careful owner adds. */
export const safeConfiguration = {
  tracking: { script: "tracking.html", placement: "header" },
  consent: { mode: "opt-in", source: "banner" },
  capture: { path: "A", lookup: "none", acceptAnonymousContactAccess: true, page: "get-in-touch", minFillMs: 0 },
};

const settingId = (n: number): string => `ffffffff-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** A site folder that is changed by hand, as people do. */
export interface EditedSite {
  readonly folder: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Fails where the text is not there, so that no test plants nothing. */
  replace(path: string, from: string | RegExp, to: string): void;
  /** Adds a site setting, or gives one that is there another value. */
  set(name: string, value: string): void;
  /** `path:line` of the first line that holds the text. */
  place(path: string, text: string): string;
}

let counter = 0;

export function editSite(folder: string): EditedSite {
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  return {
    folder,
    read,
    write,
    replace(path, from, to) {
      const before = read(path);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${path} does not hold ${String(from)}`);
      write(path, after);
    },
    set(name, value) {
      const text = read("sitesetting.yml");
      const known = new RegExp(
        `(- (?:adx_description: [^\\n]*\\n(?:    [^\\n]*\\n|\\n)*  )?adx_name: ${name}\\n  adx_sitesettingid: [^\\n]*\\n(?:  adx_source: 0\\n)?)(?:  adx_value: [^\\n]*\\n)?`,
      );
      if (known.test(text))
        write(
          "sitesetting.yml",
          text.replace(known, (_, head: string) => `${head}  adx_value: ${value}\n`),
        );
      else write("sitesetting.yml", `${text}- adx_name: ${name}\n  adx_sitesettingid: ${settingId(++counter)}\n  adx_value: ${value}\n`);
    },
    place(path, text) {
      const line = read(path)
        .split("\n")
        .findIndex((one) => one.includes(text));
      if (line < 0) throw new Error(`${path} does not hold ${text}`);
      return `${path}:${line + 1}`;
    },
  };
}

/** A portal that is set up right, and its folder. */
export interface SafePortal {
  readonly started: StartedEmulator;
  readonly site: TemporarySite;
  close(): Promise<void>;
}

export async function startSafePortal(): Promise<SafePortal> {
  const site = copySite(starterFolder("enhanced"), safeConfiguration);
  const edited = editSite(site.folder);
  edited.set("HTTP/X-Content-Type-Options", "nosniff");
  await applyKit(site);
  const started = await startPortal(site.folder);
  const { portal } = started.emulator.addresses;
  const seeded = await fetch(`${portal}/_emulator/seed`, { method: "POST", body: JSON.stringify(people) });
  if (!seeded.ok) throw new Error(await seeded.text());
  return {
    started,
    site,
    async close() {
      await started.close();
      site.remove();
    },
  };
}

const contact = "aaaaaaaa-0000-4000-8000-000000000001";
const account = "aaaaaaaa-0000-4000-8000-000000000002";
const people = {
  contact: [{ contactid: contact, firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com", mobilephone: "+1 555 0101" }],
  account: [{ accountid: account, name: "Contoso", emailaddress1: "desk@contoso.example.com", primarycontactid: contact }],
  lead: [{ firstname: "Lee", lastname: "Example", emailaddress1: "lee@example.com", subject: "A lead" }],
  incident: [{ incidentid: "aaaaaaaa-0000-4000-8000-000000000003", title: "A case", customerid: contact }],
  annotation: [{ subject: "A note", notetext: "private", objectid: "aaaaaaaa-0000-4000-8000-000000000003" }],
};

export interface VerifyRun {
  readonly started: StartedEmulator;
  /** What the folder says. */
  readonly folder: string;
  readonly configPath?: string;
  /** What is deployed, where that is another one. */
  readonly deployed?: string;
  readonly browser?: VerifyBrowser;
  readonly allowWrites?: boolean;
}

/** Verifies the emulated portal without a socket, except for a browser's. */
export async function verifyEmulated(run: VerifyRun): Promise<VerifyReport> {
  const { emulator } = run.started;
  emulator.useSite(await readSite(run.deployed ?? run.folder));
  const client = createPortalClient({
    origin: new URL(emulator.addresses.portal),
    fetch: async (input, init) => emulator.fetch("portal", new Request(input, init)),
    wait: async () => undefined,
    now: () => 0,
    requestsPerSecond: Infinity,
    budget: 1000,
  });
  const context = createVerifyContext({
    client,
    folder: await openFolderView(run.folder, run.configPath),
    browser: run.browser ?? { missing: "left out" },
    allowWrites: run.allowWrites ?? true,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
  return verifySite(context, {
    store: { secretFor: async () => "", holds: async () => false, forget: async () => undefined },
  });
}
