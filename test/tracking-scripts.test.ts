import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";

const read = (name: string): string => readFileSync(join(import.meta.dirname, "fixtures/scripts", name), "utf8");

function codeOf(text: string): string {
  const code = /^<script>\n([\s\S]*)<\/script>\n$/.exec(text)?.[1];
  if (code === undefined) throw new Error("not one script element");
  return code;
}

type Call = readonly [method: string, name: string, values: ArrayLike<unknown>];

/** A page with one script in it, where time passes when it is told to. */
function openPage(globals: Readonly<Record<string, unknown>> = {}) {
  const inserted: { async?: boolean; src?: string }[] = [];
  const timers: { run: () => void; delayMs: number }[] = [];
  const first = {
    parentNode: { insertBefore: (element: { src?: string }, before: unknown) => before === first && inserted.unshift(element) },
  };
  const document = { createElement: () => ({}), getElementsByTagName: () => [first] };
  const setTimeout = (run: () => void, delayMs: number) => timers.push({ run, delayMs });
  const window: Record<string, unknown> = { document, setTimeout, ...globals };
  window["window"] = window;
  const context = createContext(window);
  return {
    window,
    inserted,
    timers,
    run: (code: string) => runInContext(code, context),
    // The loaders fill it with calls alone.
    calls: () => window["MSCIqueue"] as readonly Call[],
    passTime: () => timers.splice(0).forEach((timer) => timer.run()),
  };
}

describe.each([
  ["customer-insights-data.html", "https://download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js"],
  ["customer-insights-journeys.html", "https://rdrect-usa1.mkt.dynamics.com/webtracking/WebTracking/WebTracking.bundle.js"],
])("the tracking script %s", (name, src) => {
  const code = codeOf(read(name));

  it("queues its start and inserts the library a moment later", () => {
    const page = openPage();
    page.run(code);
    expect(page.calls().map((call) => call.slice(0, 2))).toEqual([
      ["new", "MSCI"],
      ["initialize", "MSCI"],
    ]);
    expect(page.calls()[1]?.[2][0]).toMatchObject({
      ingestionKey: expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{4}$/),
      endpointUrl: "https://mobile.events.data.microsoft.com/OneCollector/1.0/",
      autoCapture: { view: true, click: true },
    });
    expect(page.inserted).toEqual([]);
    expect(page.timers.map((timer) => timer.delayMs)).toEqual([1]);
    page.passTime();
    expect(page.inserted).toEqual([{ async: true, src }]);
  });

  it("queues setUser and gives nothing back", () => {
    const page = openPage();
    page.run(code);
    expect(page.run('MSCI.setUser({ authId: "1" })')).toBeUndefined();
    expect(page.calls().at(-1)?.slice(0, 2)).toEqual(["setUser", "MSCI"]);
    expect(page.calls().at(-1)?.[2][0]).toEqual({ authId: "1" });
    expect(Object.keys(page.window["MSCI"] ?? {})).toEqual([
      "trackEvent",
      "trackView",
      "trackAction",
      "setConfig",
      "setProperty",
      "setUser",
      "initialize",
      "teardown",
    ]);
  });

  it("throws when a tracker is already waiting for its library, and inserts no second one", () => {
    const page = openPage();
    page.run(code);
    expect(() => page.run(codeOf(read("customer-insights-journeys.html")))).toThrow(/is not a constructor/);
    page.passTime();
    expect(page.inserted).toEqual([{ async: true, src }]);
    expect(page.calls()).toHaveLength(2);
  });

  it("starts a loaded library at once", () => {
    const started: unknown[] = [];
    class Analytics {
      initialize(configuration: unknown): void {
        started.push(configuration);
      }
    }
    const page = openPage({ MSCI: { Analytics } });
    page.run(code);
    expect(started).toHaveLength(1);
    expect(page.window["MSCI"]).toBeInstanceOf(Analytics);
    expect(page.timers).toEqual([]);
  });
});

describe("the spoiled tracking scripts", () => {
  it("differ from a good one in what they say", () => {
    const good = read("customer-insights-data.html");
    expect(read("null-key.html")).toBe(good.replace(/ingestionKey: "[^"]+"/, 'ingestionKey: "null"'));
    expect(read("null-key.html")).not.toBe(good);
    expect(good.startsWith(read("truncated.html"))).toBe(true);
    expect(read("truncated.html")).toMatch(/ingestionKey: "[0-9a-f]+$/);
    expect(read("no-script.html")).not.toMatch(/[<>]/);
  });

  it("tell the two products apart by what only one of them has", () => {
    expect(read("customer-insights-journeys.html")).toMatch(
      /orgInfo: \{\s+orgId: "[0-9a-f-]{36}",\s+orgTenantId: "[0-9a-f-]{36}",\s+orgGeo: "USA"/,
    );
    expect(read("customer-insights-data.html")).not.toContain("orgInfo");
  });
});
