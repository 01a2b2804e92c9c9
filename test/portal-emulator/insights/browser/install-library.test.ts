import { describe, expect, it } from "vitest";
import { parseEventBatch } from "../../../../portal-emulator/insights/parse-event-batch.ts";
import { cfg, journeysSource, openPage, runLoader } from "./page.ts";

const authId = "11111111-1111-4111-8111-111111111111";
const cookieId = "3f43317e-d1ef-4cd3-9917-2d3342111d1a";

describe("the library behind the loader", () => {
  it("sends nothing before it has loaded", async () => {
    const { globals, sent, page, settle } = openPage();
    runLoader(globals);
    globals.MSCI?.["setUser"]?.({ authId });
    await settle();
    expect(sent).toEqual([]);
    expect(page.document.cookie).toBe("");
  });

  it("sends a view once loaded, in what the collector accepts", async () => {
    const { globals, load, sent, page, settle } = openPage();
    runLoader(globals);
    load();
    await settle();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe(cfg.endpointUrl);
    expect(parseEventBatch(JSON.stringify(sent[0]?.batch))).toMatchObject({ ok: true });
    expect(sent[0]?.batch).toMatchObject({
      product: "data",
      ingestionKey: "key-1",
      events: [{ kind: "view", authId: "", page: { title: "Start", name: "/start/", uri: "http://localhost:4000/start/" } }],
    });
    expect(page.document.cookie).toBe(`_msci=${sent[0]?.batch.cookieId}`);
  });

  it("runs calls queued before it loaded, in order, and loses no setUser", async () => {
    const { globals, load, events, settle } = openPage();
    runLoader(globals);
    globals.MSCI?.["setUser"]?.({ authId });
    globals.MSCI?.["trackEvent"]?.({ name: "brochure" });
    globals.MSCI?.["setUser"]?.({ authId: "second" });
    load();
    await settle();
    expect(events().map((event) => [event.kind, event.authId])).toEqual([
      ["view", ""],
      ["user", authId],
      ["custom", authId],
      ["user", "second"],
    ]);
  });

  it("keeps a setUser queued before initialize", async () => {
    const { globals, load, events, settle } = openPage();
    runLoader(globals, { user: { authId } });
    load();
    await settle();
    expect(events().filter(({ kind }) => kind === "user")).toHaveLength(1);
    expect(events().every((event) => event.authId === authId)).toBe(true);
  });

  it("answers calls after loading, also those on a stub somebody kept", async () => {
    const { globals, load, events, settle } = openPage();
    runLoader(globals);
    const stub = globals.MSCI;
    load();
    globals.MSCI?.["setUser"]?.({ authId });
    stub?.["setUser"]?.({ authId: "by-stub" });
    await settle();
    expect(events().flatMap((event) => (event.kind === "user" ? [event.authId] : []))).toEqual([authId, "by-stub"]);
    expect(globals.MSCIqueue).toHaveLength(0);
  });

  it.each([[undefined], [{}], [{ authId: "" }], [{ authId: 7 }], ["id"]])("ignores setUser(%j)", async (user) => {
    const { globals, load, kinds, settle } = openPage();
    runLoader(globals);
    load();
    globals.MSCI?.["setUser"]?.(user);
    await settle();
    expect(kinds()).toEqual(["view"]);
  });

  it("sends every setUser, also with the same id", async () => {
    const { globals, load, kinds, settle } = openPage();
    runLoader(globals);
    load();
    globals.MSCI?.["setUser"]?.({ authId });
    globals.MSCI?.["setUser"]?.({ authId });
    await settle();
    expect(kinds()).toEqual(["view", "user", "user"]);
  });

  it("gives waiting events to sendBeacon when the page goes", () => {
    const { globals, load, leave, sent } = openPage();
    runLoader(globals);
    load();
    globals.MSCI?.["setUser"]?.({ authId });
    leave();
    expect(sent.map(({ by, batch }) => [by, batch.events.map(({ kind }) => kind)])).toEqual([["beacon", ["view", "user"]]]);
  });

  it("sends again what did not arrive, with the same signal id", async () => {
    let answers = 0;
    const { globals, load, sent } = openPage({
      answer: async () => {
        answers += 1;
        if (answers === 1) throw new TypeError("Failed to fetch");
        return { status: answers === 2 ? 503 : 200 };
      },
    });
    runLoader(globals);
    load();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ batch }) => batch.events[0]?.signalId)).size).toBe(1);
  });

  it("does not send again what was refused", async () => {
    const { globals, load, sent } = openPage({ answer: async () => ({ status: 400 }) });
    runLoader(globals);
    load();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(sent).toHaveLength(1);
  });

  it("keeps a visitor's cookie and renews it", async () => {
    const { globals, load, sent, settle } = openPage({ cookie: `_msci=${cookieId}` });
    runLoader(globals);
    load();
    await settle();
    expect(sent[0]?.batch.cookieId).toBe(cookieId);
  });

  it("replaces a cookie that holds no GUID", async () => {
    const { globals, load, page, sent, settle } = openPage({ cookie: "_msci=tampered" });
    runLoader(globals);
    load();
    await settle();
    expect(sent[0]?.batch.cookieId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(page.document.cookie).toBe(`_msci=${sent[0]?.batch.cookieId}`);
  });

  it("keeps the session and remembers earlier views of the tab", async () => {
    const { globals, load, events, settle } = openPage();
    runLoader(globals);
    load();
    globals.MSCI?.["trackView"]?.({ name: "/contact/", title: "Contact" });
    await settle();
    const [first, second] = events();
    expect(second?.page).toMatchObject({ name: "/contact/", title: "Contact", previousViews: "/start/" });
    expect(second?.sessionId).toBe(first?.sessionId);
  });

  it.each([
    [{ autoCapture: { view: false, click: true } }, ["action"]],
    [{ autoCapture: { view: true, click: false } }, ["view"]],
    [{ autoCapture: { view: false, click: false } }, []],
    [{}, ["view", "action"]],
  ])("captures what %j says", async (capture, expected) => {
    const { globals, load, page, kinds, settle } = openPage();
    runLoader(globals, { cfg: { ...cfg, ...capture } });
    load();
    page.document.querySelector("button")?.click();
    await settle();
    expect(kinds()).toEqual(expected);
  });

  it("never calls a production host, also when the page still names one", async () => {
    const { globals, load, sent, settle } = openPage();
    runLoader(globals, { cfg: { ingestionKey: "key-1", endpointUrl: "https://mobile.events.data.microsoft.com/OneCollector/1.0/" } });
    load();
    await settle();
    expect(sent.map(({ url }) => url)).toEqual([cfg.endpointUrl]);
  });

  it("runs a second snippet that comes after the library", async () => {
    const { globals, load, sent, settle } = openPage();
    runLoader(globals);
    load();
    runLoader(globals, { name: "OTHER", cfg: { ...cfg, ingestionKey: "key-2" } });
    await settle();
    expect(sent.map(({ batch }) => batch.ingestionKey)).toEqual(["key-1", "key-2"]);
    expect(new Set(sent.map(({ batch }) => batch.cookieId)).size).toBe(1);
  });

  it("breaks a second snippet that comes before the library, as the real loader does", () => {
    const { globals } = openPage();
    runLoader(globals);
    expect(() => runLoader(globals)).toThrow(TypeError);
  });

  it("serves two instances from one queue when neither is called MSCI", async () => {
    const { globals, load, sent, settle } = openPage();
    runLoader(globals, { name: "MSCID" });
    runLoader(globals, { name: "MSCIJ", cfg: { ...cfg, ingestionKey: "key-2" } });
    load();
    load();
    await settle();
    expect(sent.map(({ batch }) => batch.ingestionKey)).toEqual(["key-1", "key-2"]);
  });

  it("feeds nothing as the Customer Insights - Journeys library while nobody is identified", async () => {
    const { globals, load, page, sent, settle } = openPage();
    runLoader(globals);
    load(journeysSource);
    globals.MSCI?.["setUser"]?.({ authId });
    page.document.querySelector("button")?.click();
    await settle();
    expect(typeof globals.MSCI?.["setUser"]).toBe("function");
    expect(sent).toEqual([]);
    expect(page.document.cookie).toBe("");
  });

  const context = "0a1b2c3d-0000-4000-8000-00000000000c";
  const viewed = async (options: Parameters<typeof openPage>[0], globalsToSet: Record<string, unknown> = {}, from = journeysSource) => {
    const { globals, load, page, sent, settle } = openPage(options);
    Object.assign(globals, globalsToSet);
    runLoader(globals);
    load(from);
    globals.MSCI?.["setUser"]?.({ authId });
    await settle();
    return { page, batches: sent.map(({ batch }) => batch) };
  };

  it("knows a visitor from a Journeys link, and keeps who it is in the documented cookie", async () => {
    const url = `http://localhost:4000/start/#msdynmkt_trackingcontext=${context}&msdynmkt_prefill=token`;
    const { page, batches } = await viewed({ url });
    expect(page.document.cookie).toBe(`msdynci_trackingContext=${context}`);
    expect(batches).toMatchObject([
      { product: "journeys", cookieId: "", trackingContext: context, formSubmissionId: "", events: [{ kind: "view" }] },
    ]);
    expect(parseEventBatch(JSON.stringify(batches[0]))).toMatchObject({ ok: true });
  });

  it.each([
    [`msdynci_trackingContext=${context}`, { trackingContext: context, formSubmissionId: "" }],
    ["msdynmkt_formsubmissionid=form-7", { trackingContext: "", formSubmissionId: "form-7" }],
  ])("knows a visitor of Journeys again by the cookie %s", async (cookie, expected) => {
    const { batches } = await viewed({ cookie });
    expect(batches).toMatchObject([expected]);
  });

  it.each([
    ["#msdynmkt_trackingcontext=nobody", undefined, {}],
    ["#section", undefined, {}],
    ["", "msdynci_trackingContext=tampered", {}],
    [`#msdynmkt_trackingcontext=${context}`, undefined, { disableCookiesUsage: () => true }],
    [
      `#msdynmkt_trackingcontext=${context}`,
      undefined,
      {
        disableCookiesUsage: () => {
          throw new Error("broken banner");
        },
      },
    ],
  ])("records nobody of Journeys with %s, %s and %o", async (hash, cookie, set) => {
    const { page, batches } = await viewed(
      { url: `http://localhost:4000/start/${hash}`, ...(cookie === undefined ? {} : { cookie }) },
      set,
    );
    expect(batches).toEqual([]);
    expect(page.document.cookie).toBe(cookie ?? "");
  });

  it("records a visitor of Journeys whose page says that cookies are allowed", async () => {
    const url = `http://localhost:4000/start/#msdynmkt_trackingcontext=${context}`;
    expect((await viewed({ url }, { disableCookiesUsage: () => false })).batches).toHaveLength(1);
  });

  const dataSource = "http://127.0.0.1:4002/@download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js";
  it.each([
    ["journeys", 1],
    ["both", 0],
  ] as const)("of Data obeys the opt-out hook by switch: %s", async (trackerOptOutHook, batches) => {
    const done = await viewed({ settings: { trackerOptOutHook } }, { disableCookiesUsage: () => true }, dataSource);
    expect(done.batches).toHaveLength(batches);
    expect(done.page.document.cookie === "").toBe(batches === 0);
  });

  it.each([
    ["ignored", 1],
    ["obeyed", 0],
  ] as const)("takes userConsent: false by switch: %s", async (trackerUserConsent, count) => {
    const { globals, load, page, sent, settle } = openPage({ cookie: `_msci=${cookieId}`, settings: { trackerUserConsent } });
    runLoader(globals, { cfg: { ...cfg, userConsent: false } });
    load();
    globals.MSCI?.["setUser"]?.({ authId });
    await settle();
    expect(sent).toHaveLength(count);
    expect(page.document.cookie).toBe(count === 0 ? "" : `_msci=${cookieId}`);
  });

  it.each([
    ["page-loads", ["/start/"]],
    ["history", ["/start/", "/second/", "/third/", "/third/"]],
  ] as const)("sees changes of the address by switch: %s", async (trackerNavigation, expected) => {
    const { globals, load, page, events, settle } = openPage({ settings: { trackerNavigation } });
    runLoader(globals);
    load();
    page.history.pushState(null, "", "/second/");
    page.history.replaceState(null, "", "/third/");
    page.history.replaceState({ scroll: 1 }, "", "/third/");
    page.location.hash = "part";
    await settle();
    globals.MSCI?.["teardown"]?.();
    page.history.pushState(null, "", "/fourth/");
    await settle();
    expect(events().map((event) => event.page.name)).toEqual(expected);
  });

  it("stops at teardown, having sent what waited", async () => {
    const { globals, load, page, kinds, settle } = openPage();
    runLoader(globals);
    load();
    globals.MSCI?.["teardown"]?.();
    page.document.querySelector("button")?.click();
    await settle();
    expect(kinds()).toEqual(["view"]);
  });

  it("starts anew with a new cookie when the cookie was deleted and the tracker initialized again", async () => {
    const { globals, load, page, sent, settle } = openPage({ cookie: `_msci=${cookieId}` });
    runLoader(globals);
    load();
    page.document.cookie = "_msci=; max-age=0; path=/";
    globals.MSCI?.["initialize"]?.(cfg);
    await settle();
    expect(sent[0]?.batch.cookieId).toBe(cookieId);
    expect(sent.at(-1)?.batch.cookieId).not.toBe(cookieId);
  });
});
