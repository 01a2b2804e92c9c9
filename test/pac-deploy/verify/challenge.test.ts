import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../pac-deploy/plan/sha256.ts";
import { parseChallenge, renderChallenge } from "../../../pac-deploy/verify/challenge/challenge-file.ts";
import { createChallengeStore } from "../../../pac-deploy/verify/challenge/challenge-store.ts";
import { prepareSite, withdrawSite } from "../../../pac-deploy/verify/challenge/prepare-site.ts";
import { proveOwnership } from "../../../pac-deploy/verify/challenge/prove-ownership.ts";
import { createPortalClient, type PortalClient } from "../../../pac-deploy/verify/http/portal-client.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Terminal } from "../../../pac-deploy/terminal.ts";
import { startPortal } from "../../support/start-portal.ts";
import { copySite, starterFolder, type TemporarySite } from "../../support/kit-site.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";

const quiet: Terminal = { say: () => undefined, answer: () => undefined, confirm: async () => true, isJson: false };
const websiteId = "11111111-0000-4000-8000-000000000001";

let storeRoot: string;
beforeEach(() => void (storeRoot = mkdtempSync(join(tmpdir(), "portal-kit-store-"))));
afterEach(() => rmSync(storeRoot, { recursive: true, force: true }));

function clientOf(origin: string, answer: (path: string) => Response): { client: PortalClient; asked: string[] } {
  const asked: string[] = [];
  const client = createPortalClient({
    origin: new URL(origin),
    fetch: async (input) => {
      const { pathname } = input as URL; // A client of ours asks with a URL.
      asked.push(pathname);
      return answer(pathname);
    },
    wait: async () => undefined,
    now: () => 0,
    requestsPerSecond: Infinity,
    budget: 5,
  });
  return { client, asked };
}

describe("the proof that a site is one's own", () => {
  const foreign = "https://contoso.example.com";

  it("is not asked for on this machine", async () => {
    const { client, asked } = clientOf("http://localhost:1", () => new Response(""));
    await expect(proveOwnership(client, createChallengeStore(storeRoot))).resolves.toBe("loopback");
    expect(asked).toEqual([]);
  });

  it("takes a site that publishes the number of a secret that is here", async () => {
    const store = createChallengeStore(storeRoot);
    const secret = await store.secretFor(websiteId);
    const { client } = clientOf(foreign, () => new Response(renderChallenge(secret)));
    await expect(proveOwnership(client, store)).resolves.toBe("challenge");
  });

  it.each([
    ["the number of another's secret", () => new Response(renderChallenge("somebody else's secret, long enough"))],
    ["no such file", () => new Response("not found", { status: 404 })],
    ["a page in its place", () => new Response("<html></html>")],
    ["the number with an error", () => new Response(renderChallenge("x"), { status: 500 })],
    [
      "a redirect to a host that has it",
      () => new Response(null, { status: 302, headers: { location: "https://example.com/portal-kit-verify.txt" } }),
    ],
  ])("refuses a site that has %s, after one request", async (_, answer) => {
    const store = createChallengeStore(storeRoot);
    await store.secretFor(websiteId);
    const { client, asked } = clientOf(foreign, answer);
    await expect(proveOwnership(client, store)).rejects.toMatchObject({ code: "verify-not-yours", exitCode: 1 });
    expect(asked).toEqual(["/portal-kit-verify.txt"]);
  });

  it("says which file of the store is broken", async () => {
    const store = createChallengeStore(storeRoot);
    await store.secretFor(websiteId);
    writeFileSync(join(storeRoot, "verify", `${websiteId}.json`), "{");
    await expect(store.holds(sha256("x"))).rejects.toMatchObject({ code: "verify-secret-broken" });
  });

  it.each(["", "sha256 abc", `portal-kit verify, version 2\nsha256 ${"0".repeat(64)}\n`, ` ${renderChallenge("x")}`])(
    "reads no number from %j",
    (text) => expect(parseChallenge(text)).toBeUndefined(),
  );
});

describe.each(["standard", "enhanced", "code"])("verify --prepare on the %s site", (name) => {
  let site: TemporarySite;
  beforeEach(() => void (site = copySite(starterFolder(name))));
  afterEach(() => site.remove());

  it("publishes the number of a secret that only its owner reads, and takes it out again byte for byte", async () => {
    const before = readFolderBytes(site.folder);
    const work = { flags: { site: site.folder }, terminal: quiet, storeRoot };
    expect(await prepareSite(work)).toBe(0);
    const file = readdirSync(join(storeRoot, "verify")).find((one) => one.endsWith(".json")) ?? "";
    const { secret } = JSON.parse(readFileSync(join(storeRoot, "verify", file), "utf8")) as { secret: string };
    if (process.platform !== "win32") {
      expect(statSync(join(storeRoot, "verify")).mode & 0o777).toBe(0o700);
      expect(statSync(join(storeRoot, "verify", file)).mode & 0o777).toBe(0o600);
    }
    const written = Object.entries(readFolderBytes(site.folder)).flatMap(([path, bytes]) =>
      path in before ? [] : Buffer.from(bytes, "base64").toString("utf8"),
    );
    expect(written.join("\n")).toContain(sha256(secret));
    expect(written.join("\n")).not.toContain(secret);

    const started = await startPortal(site.folder);
    try {
      const answer = await fetch(`${started.emulator.addresses.portal}/portal-kit-verify.txt`);
      expect(parseChallenge(await answer.text())).toBe(sha256(secret));
    } finally {
      await started.close();
    }

    const prepared = readFolderBytes(site.folder);
    await prepareSite(work);
    expect(readFolderBytes(site.folder)).toEqual(prepared);
    expect(await withdrawSite(work)).toBe(0);
    expect(readFolderBytes(site.folder)).toEqual(before);
    await expect(createChallengeStore(storeRoot).holds(sha256(secret))).resolves.toBe(false);
  });

  it("is no trace of the kit for remove", async () => {
    await prepareSite({ flags: { site: site.folder }, terminal: quiet, storeRoot });
    expect((await planRemove(site.folder)).edits).toEqual([]);
  });

  it("writes nothing in a dry run", async () => {
    const before = readFolderBytes(site.folder);
    await prepareSite({ flags: { site: site.folder, dryRun: true }, terminal: quiet, storeRoot });
    expect(readFolderBytes(site.folder)).toEqual(before);
    expect(readdirSync(storeRoot)).toEqual([]);
  });

  it("keeps no secret inside of the site folder", async () => {
    const work = { flags: { site: site.folder }, terminal: quiet, storeRoot: join(site.folder, ".powerpages-site", "store") };
    const inside = name === "code" ? work : { ...work, storeRoot: join(site.folder, "store") };
    await expect(prepareSite(inside)).rejects.toMatchObject({ code: "store-inside-site", exitCode: 1 });
  });
});
