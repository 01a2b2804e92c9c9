import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { tellNavigation } from "../../../web-templates/navigation/tell-navigation.ts";
import { settle } from "../../identity/auto-clock.ts";

interface Options {
  readonly consent?: string;
  /** What `window.MSCI` is; a tracker that records views unless given. */
  readonly tracker?: unknown;
  /** Gives the window the Navigation API's target, in place of which the history is not touched. */
  readonly hasNavigation?: boolean;
}

const start = "https://www.site.example.com/start";

function open({ consent = "granted", tracker, hasNavigation = false }: Options = {}) {
  const { window } = new JSDOM("<body></body>", { url: start });
  const { document, history } = window;
  const views: string[] = [];
  const given = tracker === undefined ? { trackView: () => void views.push(window.location.href.slice(start.length)) } : tracker;
  const navigation = new window.EventTarget();
  Object.assign(window, { MSCI: given }, hasNavigation && { navigation });
  const say = (state: string): void => document.documentElement.setAttribute("data-portal-kit-consent", state);
  if (consent) say(consent);
  const pushState: unknown = Reflect.get(history, "pushState");
  // jsdom's window is a browser's, but for its type.
  tellNavigation(window as unknown as Window);
  return {
    window,
    history,
    views,
    say,
    isWrapped: () => Reflect.get(history, "pushState") !== pushState,
    async push(address: string): Promise<void> {
      history.pushState(null, "", address);
      if (hasNavigation) navigation.dispatchEvent(new window.Event("navigatesuccess"));
      await settle(5);
    },
  };
}

describe.each([false, true])("tellNavigation where the browser has the Navigation API: %s", (hasNavigation) => {
  it("wraps the page's history only where there is no other way", () => {
    expect(open({ hasNavigation }).isWrapped()).toBe(!hasNavigation);
  });

  it.each([
    { case: "another path", addresses: ["?a=1"], views: ["?a=1"] },
    { case: "a hash", addresses: ["#/a", "#/b"], views: ["#/a", "#/b"] },
    { case: "the same address", addresses: ["#/a", "#/a"], views: ["#/a"] },
    { case: "the address of before", addresses: ["#/a", start], views: ["#/a", ""] },
    { case: "an empty hash", addresses: ["#"], views: [] },
    { case: "the parameters of a Journeys link", addresses: ["#msdynmkt_trackingcontext=1&msdynmkt_prefill=2", start], views: [] },
    {
      case: "such parameters with another page",
      addresses: ["?a=1#msdynmkt_trackingcontext=1", "?a=1"],
      views: ["?a=1#msdynmkt_trackingcontext=1"],
    },
  ])("tells of $case: $views", async ({ addresses, views }) => {
    const page = open({ hasNavigation });
    for (const address of addresses) await page.push(address);
    expect(page.views).toEqual(views);
  });

  it("takes what a router does in one turn for one view", async () => {
    const page = open({ hasNavigation });
    page.history.pushState(null, "", "#/old");
    page.history.replaceState(null, "", "#/old?");
    await page.push("#/new");
    expect(page.views).toEqual(["#/new"]);
  });

  it.each(["unknown", "denied", "withdrawn", ""])("tells of nothing while consent is <%s>", async (consent) => {
    const page = open({ hasNavigation, consent });
    await page.push("#/a");
    expect(page.views).toEqual([]);
  });

  it("counts from the page that the tracker began with", async () => {
    const page = open({ hasNavigation, consent: "unknown" });
    await page.push("#/a");
    page.say("granted");
    await page.push("#/a");
    expect(page.views).toEqual([]);
    await page.push("#/b");
    page.say("withdrawn");
    await page.push("#/c");
    expect(page.views).toEqual(["#/b"]);
  });

  it.each([
    { case: "there is none", tracker: null },
    { case: "it has no such call", tracker: {} },
    { case: "it is no object", tracker: "MSCI" },
    {
      case: "it throws",
      tracker: {
        trackView: () => {
          throw new Error("theirs");
        },
      },
    },
    {
      case: "merely looking at it throws",
      tracker: {
        get trackView() {
          throw new Error("theirs");
        },
      },
    },
  ])("leaves the page alone where the tracker fails: $case", async ({ tracker }) => {
    const page = open({ hasNavigation, tracker });
    const errors: unknown[] = [];
    page.window.addEventListener("error", ({ error }) => errors.push(error));
    await page.push("#/a");
    expect(page.window.location.hash).toBe("#/a");
    expect(errors).toEqual([]);
  });
});

describe("tellNavigation by the history", () => {
  it("sees links to a hash, and back and forward", async () => {
    const page = open();
    page.window.location.hash = "/a";
    await settle();
    page.history.pushState(null, "", "#/b");
    await settle();
    page.history.back();
    await settle();
    page.history.go(1);
    await settle();
    expect(page.views).toEqual(["#/a", "#/b", "#/a", "#/b"]);
  });

  it("hands the page what its own calls do: state, and errors for what is not allowed", () => {
    const page = open();
    page.history.pushState({ step: 2 }, "", "#/a");
    expect(page.history.state).toEqual({ step: 2 });
    page.history.replaceState({ step: 3 }, "");
    expect(page.history.state).toEqual({ step: 3 });
    expect(() => page.history.pushState(null, "", "https://elsewhere.example.com/")).toThrow(/security|different origin|denied|cannot/i);
  });
});
