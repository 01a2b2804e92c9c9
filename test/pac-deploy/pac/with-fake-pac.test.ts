import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPac } from "../../../pac-deploy/pac/create-pac.ts";
import type { DownloadOptions, Pac } from "../../../pac-deploy/pac/pac.ts";
import { createFakePac, type FakePac } from "../../support/fake-pac/create-fake-pac.ts";
import { root } from "../../support/kit-site.ts";

const url = "https://contoso.crm4.dynamics.com";
const folder = (): string => mkdtempSync(join(tmpdir(), "with-fake-pac-"));

/** The adapter against the fake pac, which was written apart from it: both hold to what pac is known to print. */
describe.skipIf(process.platform === "win32")("the adapter with the fake pac", () => {
  let fake: FakePac;
  let pac: Pac;
  let download: Omit<DownloadOptions, "into">;

  beforeAll(async () => {
    fake = createFakePac();
    const environment = fake.environment(url, { name: "Contoso's Größe" });
    const { websiteId } = environment.seed(join(root, "test/fixtures/sites/enhanced"));
    pac = await createPac({ path: fake.pacPath });
    download = { environment: url, websiteId, kind: "classic", model: "enhanced" };
  });
  afterAll(() => {
    fake.remove();
  });

  it.each(["portal-id", "dashes", "no-model"] as const)("lists the sites in the dialect %s", async (listDialect) => {
    fake.behave({ listDialect });
    const model = listDialect === "no-model" ? undefined : "enhanced";
    expect(await pac.listSites(url)).toMatchObject([{ websiteId: download.websiteId, model }]);
  });

  it.each(["utf16le", "latin1"] as const)("reads what is printed in %s", async (encoding) => {
    fake.behave({ listDialect: "portal-id" });
    fake.lie({ lie: "wrong-encoding", encoding });
    expect(await pac.listProfiles()).toMatchObject([{ isActive: true, environment: url }]);
    expect(await pac.listSites(url)).toMatchObject([{ websiteId: download.websiteId, model: "enhanced" }]);
    fake.truth();
  });

  it("downloads, uploads, and downloads the same again", async () => {
    const first = await pac.download({ ...download, into: folder() });
    expect(first).toMatchObject({ ok: true, faults: [] });
    const staging = folder();
    cpSync(first.siteFolder, staging, { recursive: true });
    expect(await pac.upload({ ...download, folder: staging })).toMatchObject({ ok: true, faults: [] });
    const second = await pac.download({ ...download, into: folder() });
    expect(readdirSync(second.siteFolder, { recursive: true })).toEqual(readdirSync(first.siteFolder, { recursive: true }));
    const settings = (site: string): string => readFileSync(join(site, "sitesetting.yml"), "utf8");
    expect(settings(second.siteFolder)).toBe(settings(first.siteFolder));
  });

  it.each([
    ["not-signed-in", "pac-sign-in"],
    ["offline", "pac-network"],
    ["throttled", "pac-throttled"],
    ["crashes", "pac-crashed"],
  ] as const)("names the fault of a download that is %s", async (lie, code) => {
    fake.lie(lie === "throttled" || lie === "crashes" ? { lie, done: "half" } : { lie });
    const outcome = await pac.download({ ...download, into: folder() });
    fake.truth();
    expect(outcome.ok).toBe(false);
    expect(outcome.faults.map((fault) => fault.code)).toContain(code);
  });

  it("names the fault of a download that is of another site", async () => {
    const other = "eeee1111-2222-4333-8444-555555555555";
    fake.environment(url).seed(join(root, "test/fixtures/sites/enhanced"), { websiteId: other, name: "Other" });
    fake.lie({ lie: "wrong-site", command: "download", websiteId: other });
    const outcome = await pac.download({ ...download, into: folder() });
    fake.truth();
    expect(outcome).toMatchObject({ ok: false, faults: [{ code: "pac-wrong-site" }] });
  });

  it.each([true, false])("downloads and uploads a code site, where its pac takes an environment: %s", async (codeSiteEnvironment) => {
    const place = `https://code-${codeSiteEnvironment}.crm4.dynamics.com`;
    const { websiteId } = fake.environment(place).seed(join(root, "test/fixtures/sites/code"));
    fake.behave({ codeSiteEnvironment });
    const site = { environment: place, websiteId, kind: "code", model: "enhanced" } as const;
    const downloaded = await pac.download({ ...site, into: folder() });
    expect(downloaded).toMatchObject({ ok: true, faults: [] });
    mkdirSync(join(downloaded.siteFolder, "dist"));
    writeFileSync(join(downloaded.siteFolder, "dist/index.html"), "<!doctype html><title>built</title>");
    const uploading = pac.upload({ ...site, folder: downloaded.siteFolder });
    if (codeSiteEnvironment) expect(await uploading).toMatchObject({ ok: true, faults: [] });
    // The active profile is bound to the first environment.
    else await expect(uploading).rejects.toMatchObject({ code: "pac-other-environment" });
  });

  it("names the wrong model, which the environment does not have", async () => {
    const outcome = await pac.download({ ...download, model: "standard", into: folder() });
    expect(outcome.faults.map(({ code }) => code)).toContain("pac-model-mismatch");
  });
});
