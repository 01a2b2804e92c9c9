import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { createLiveReload, type LiveReload } from "../../../portal-emulator/live-reload/create-live-reload.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4380", org: "http://127.0.0.1:4381", insights: "http://127.0.0.1:4382" };
let starter: Site;
let emulator: Emulator;
let liveReload: LiveReload;
let said: string[];
beforeAll(async () => {
  starter = await readSite(starterFolder("enhanced"));
});
beforeEach(() => {
  said = [];
  liveReload = createLiveReload((line) => void said.push(line));
});
afterEach(async () => {
  await emulator.close();
});

const start = async (options: { policy?: string; isLive?: boolean } = {}): Promise<void> => {
  const [one] = starter.settings;
  if (one === undefined) throw new Error("the starter has settings");
  const settings = starter.settings.filter((setting) => setting.name !== "HTTP/Content-Security-Policy");
  const site =
    options.policy === undefined
      ? { ...starter, settings }
      : { ...starter, settings: [...settings, { ...one, name: "HTTP/Content-Security-Policy", value: options.policy, active: true }] };
  emulator = await createEmulator({
    site,
    database: ":memory:",
    distFolder,
    addresses,
    ...(options.isLive === false ? {} : { liveReload }),
  });
};
const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  emulator.fetch("portal", new Request(addresses.portal + path, { headers: { host: "localhost:4380", ...headers } }));
const scriptOf = (html: string): string | undefined => /<script src="\/_emulator\/live-reload\.js[^>]*>/.exec(html)?.[0];

/** The next events of a stream, as lines without their ids. */
async function* readEvents(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    text += read.value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      if (!block.startsWith("retry:")) yield block.replace(/\nid: .*/, "").replace("\n", " ");
    }
  }
}
const take = async (events: AsyncGenerator<string>): Promise<string> => {
  const next = await events.next();
  return next.done === true ? "(end)" : next.value;
};

describe("the event stream", () => {
  it("tells of each kind of change, and ends with the emulator", async () => {
    await start();
    const response = await ask(`/_emulator/changes?revision=${liveReload.revision()}`, { "sec-fetch-site": "same-origin" });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const events = readEvents(response);
    expect(await take(events)).toBe("event: recovered data: true");
    liveReload.siteChanged({ kind: "styles", urls: ["/theme.css"] });
    expect(await take(events)).toBe('event: styles data: ["/theme.css"]');
    liveReload.siteChanged({ kind: "none" });
    liveReload.siteRefused({ where: "sitesetting.yml:2:1", message: "broken", frame: "> 2 | x\n" });
    expect(await take(events)).toBe('event: failure data: {"where":"sitesetting.yml:2:1","message":"broken","frame":"> 2 | x\\n"}');
    liveReload.siteChanged({ kind: "page" });
    expect(await take(events)).toBe("event: recovered data: true");
    expect(await take(events)).toBe("event: reload data: true");
    liveReload.close();
    expect(await take(events)).toBe("(end)");
  });

  it("tells a page that comes late, or from another run, to load again", async () => {
    await start();
    const former = liveReload.revision();
    liveReload.siteChanged({ kind: "page" });
    expect(await take(readEvents(await ask(`/_emulator/changes?revision=${former}`)))).toBe("event: reload data: true");
    const other = createLiveReload(() => undefined).revision();
    expect(await take(readEvents(await ask(`/_emulator/changes?revision=${other}`)))).toBe("event: reload data: true");
  });

  it("goes by what a browser that connects again has heard", async () => {
    await start();
    const former = liveReload.revision();
    liveReload.siteChanged({ kind: "page" });
    const events = readEvents(await ask(`/_emulator/changes?revision=${former}`, { "last-event-id": liveReload.revision() }));
    expect(await take(events)).toBe("event: recovered data: true");
  });

  it("tells a new page of a failure that stands, and recovers without a reload where nothing came of it", async () => {
    await start();
    liveReload.siteRefused({ where: "", message: "broken" });
    const events = readEvents(await ask(`/_emulator/changes?revision=${liveReload.revision()}`));
    expect(await take(events)).toContain("event: failure");
    liveReload.siteChanged({ kind: "none" });
    expect(await take(events)).toBe("event: recovered data: true");
  });

  it("goes on for others when one leaves", async () => {
    await start();
    const [left, stays] = [await ask("/_emulator/changes"), await ask("/_emulator/changes")];
    await left.body?.cancel();
    const events = readEvents(stays);
    await take(events);
    liveReload.siteChanged({ kind: "page" });
    expect(await take(events)).toBe("event: reload data: true");
  });

  it("is refused to another site's page", async () => {
    await start();
    expect((await ask("/_emulator/changes", { origin: "https://a.example.com" })).status).toBe(403);
    expect((await ask("/_emulator/changes", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" })).status).toBe(403);
  });

  it("is not there without live reload", async () => {
    await start({ isLive: false });
    expect((await ask("/_emulator/changes")).status).toBe(404);
    expect((await ask("/_emulator/live-reload.js")).status).toBe(404);
    expect(scriptOf(await (await ask("/")).text())).toBeUndefined();
  });
});

describe("pages under live reload", () => {
  it("have the script once, before the body's end, and are otherwise as without", async () => {
    await start();
    const html = await (await ask("/")).text();
    expect(scriptOf(html)).toBe(`<script src="/_emulator/live-reload.js?revision=${liveReload.revision()}" defer>`);
    expect(html.split("live-reload.js")).toHaveLength(2);
    await emulator.close();
    await start({ isLive: false });
    expect(html.replace(/<script src="\/_emulator\/live-reload.*\n/, "")).toBe(await (await ask("/")).text());
  });

  it("keep their status, cookies and headers", async () => {
    await start({ policy: "script-src 'self'" });
    const response = await ask("/no-such-page/");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(response.headers.getSetCookie().join()).toContain("portalkit.run=");
  });

  it("carry the page's nonce", async () => {
    await start({ policy: "script-src 'nonce'" });
    const response = await ask("/");
    const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
    expect(nonce).toMatch(/.{16}/);
    expect(scriptOf(await response.text())).toContain(` nonce="${nonce ?? ""}"`);
    expect(said).toEqual([]);
  });

  it("go without where the policy forbids it, and the terminal says so once", async () => {
    await start({ policy: "script-src 'nonce'; connect-src https://api.example.com" });
    for (const path of ["/", "/visit-us/"]) expect(scriptOf(await (await ask(path)).text())).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("connect-src");
  });

  it.each([
    { name: "what a script fetches", path: "/", headers: { "sec-fetch-dest": "empty" } },
    { name: "a frame", path: "/", headers: { "sec-fetch-dest": "iframe" } },
    { name: "the token", path: "/_layout/tokenhtml", headers: {} },
    { name: "the emulator's own pages", path: "/_emulator/console/", headers: {} },
  ])("leave $name as it is", async ({ path, headers }) => {
    await start();
    expect(scriptOf(await (await ask(path, headers)).text())).toBeUndefined();
  });
});
