// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { buildTimeline } from "../../../console/timeline/build-timeline.ts";
import type { ConsoleRows } from "../../../console/source/console-rows.ts";
import { createPage } from "../../../console/view/create-page.ts";
import type { Visitor } from "../../../contract/emulator.ts";
import { knownVisitor, linked, newContact, pendingVisitor, resolved, startMs, unknownVisitor, visit } from "../timeline-rows.ts";

const html = readFileSync(join(import.meta.dirname, "../../../console/index.html"), "utf8");
const addresses = { portal: "http://localhost:4000", org: "", insights: "", orgToken: "", console: "" };

beforeEach(() => {
  document.documentElement.innerHTML = html.slice(html.indexOf("<head>"), html.indexOf("</html>"));
  document.documentElement.lang = "en";
});
afterEach(() => void vi.useRealTimers());

function open(onRefresh: () => Promise<string> = async () => "Refresh done.") {
  const page = createPage({ onRefresh });
  const show = (rows: ConsoleRows, ...states: Visitor[]): void =>
    page.show(buildTimeline({ rows, states, log: [], nowMs: startMs + 60_000 }), startMs + 60_000, addresses);
  return { page, show };
}
const textOf = (selector: string): string => document.querySelector(selector)?.textContent ?? "";
const click = (selector: string): void => document.querySelector<HTMLElement>(selector)?.click();

describe("the console page", () => {
  it("tells what to do while nobody has been here, with links to the portal", () => {
    open().show({ ...visit, cookies: [] });
    expect(textOf("[data-empty]")).toContain("Nobody has visited yet");
    expect([...document.querySelectorAll<HTMLAnchorElement>("[data-empty] a")].map(({ href }) => href)).toEqual([
      "http://localhost:4000/",
      "http://localhost:4000/get-in-touch",
    ]);
  });

  it("shows no personal data before it is asked to, anywhere", () => {
    open().show(linked, pendingVisitor);
    expect(document.body.innerHTML).not.toMatch(/Ada|Example|ada@/);
    click("[data-reveal]");
    expect(textOf(".card")).toContain("Ada Example");
    expect(textOf(".card")).toContain("ada@example.com");
    click("[data-reveal]");
    expect(document.body.innerHTML).not.toMatch(/Ada|Example|ada@/);
  });

  it("shows data as text, never as markup", () => {
    const evil = "<img src=x onerror=alert(1)>";
    open().show(
      { ...linked, contacts: [{ ...newContact, firstName: evil }], views: visit.views.map((view) => ({ ...view, title: evil })) },
      pendingVisitor,
    );
    click("[data-reveal]");
    click(".more");
    expect(document.querySelector("img")).toBeNull();
    expect(textOf(".card")).toContain(evil);
  });

  it("celebrates a visitor that becomes known, not one that was known before", () => {
    const { show } = open();
    show(linked, pendingVisitor);
    expect(document.querySelector(".just-known")).toBeNull();
    show(resolved, knownVisitor);
    expect(document.querySelector(".just-known")).not.toBeNull();
    expect(textOf("[data-toasts]")).toContain("is known now");
    document.documentElement.innerHTML = html.slice(html.indexOf("<head>"), html.indexOf("</html>"));
    open().show(resolved, knownVisitor);
    expect(document.querySelector(".just-known")).toBeNull();
  });

  it("filters by state and by visitor, and says so when nobody fits", () => {
    open().show(visit, unknownVisitor);
    click(".tile.is-known");
    expect(document.querySelector(".tile.is-known")?.getAttribute("aria-pressed")).toBe("true");
    expect(document.querySelectorAll(".card")).toHaveLength(0);
    expect(textOf("[data-empty]")).toContain("No visitor fits");
    click("[data-empty] button");
    expect(document.querySelectorAll(".card")).toHaveLength(1);
    expect(document.querySelectorAll("[data-visitor-filter] option")).toHaveLength(2);
  });

  it("keeps a card's elements and the keyboard's place while nothing changed", () => {
    const { show } = open();
    show(linked, pendingVisitor);
    const card = document.querySelector(".card");
    document.querySelector<HTMLElement>(".more")?.focus();
    show(linked, pendingVisitor);
    expect(document.querySelector(".card")).toBe(card);
    click(".more");
    expect(document.querySelector(".card")).not.toBe(card);
    expect(document.activeElement?.className).toBe("more");
    expect(document.activeElement?.getAttribute("aria-expanded")).toBe("true");
  });

  it("says that the connection is lost, and that it is back", () => {
    const { page, show } = open();
    show(visit, unknownVisitor);
    expect(textOf("[data-connection-text]")).toBe("Live · updated just now");
    page.showLost();
    expect(textOf("[data-connection-text]")).toContain("Connection lost");
    expect(document.querySelector<HTMLButtonElement>("[data-refresh]")?.disabled).toBe(true);
    expect(document.querySelectorAll(".card")).toHaveLength(1);
    show(visit, unknownVisitor);
    expect(textOf("[data-connection-text]")).toContain("Live");
    expect(textOf("[data-toasts]")).toContain("answers again");
  });

  it("counts the seconds since the last reading", () => {
    vi.useFakeTimers();
    const { page, show } = open();
    show(visit, unknownVisitor);
    vi.advanceTimersByTime(7_000);
    page.tick();
    expect(textOf("[data-connection-text]")).toBe("Live · updated 7 s ago");
    expect(textOf(".moment time")).toBe("1 min ago");
  });

  it("runs one refresh at a time and tells how it went", async () => {
    let refreshes = 0;
    const finished: ((text: string) => void)[] = [];
    const { show } = open(async () => {
      refreshes += 1;
      return new Promise((resolve) => finished.push(resolve));
    });
    show(visit, unknownVisitor);
    click("[data-refresh]");
    click("[data-refresh]");
    expect(refreshes).toBe(1);
    expect(textOf("[data-refresh-text]")).toBe("Refreshing…");
    finished[0]?.("Refresh done: 1 contact unified.");
    await vi.waitFor(() => expect(textOf("[data-toasts]")).toContain("1 contact unified"));
    expect(textOf("[data-refresh-text]")).toBe("Run a Customer Insights refresh");
  });

  it("says when a refresh did not run", async () => {
    const { show } = open(async () => Promise.reject(new Error("down")));
    show(visit, unknownVisitor);
    click("[data-refresh]");
    await vi.waitFor(() => expect(textOf("[data-toasts]")).toContain("did not run"));
  });

  it("loads nothing from elsewhere and holds no inline script or style", () => {
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(
      [...html.matchAll(/<script([^>]*)>([^<]*)/g)].every(([, attributes = "", text]) => attributes.includes("src=") && text === ""),
    ).toBe(true);
  });

  it.each([
    ["nobody", { ...visit, cookies: [] }, []],
    ["visitors", resolved, [knownVisitor]],
  ] as const)("has no accessibility fault with %s", async (_, rows, states) => {
    open().show(rows, ...states);
    // jsdom does no layout, so contrast is judged in the browser.
    const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
