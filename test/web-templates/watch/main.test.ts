import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { root } from "../../support/kit-site.ts";

const script = (name: string): string => readFileSync(`${root}/dist/kit/scripts/${name}.js`, "utf8");
const inline = `window.MSCI = "pasted";`;
const pasted = `<script src="https://cdn.example.com/web/sdk.js"></script><script>${inline}</script>`;

interface Violation {
  readonly blockedURI: string;
  readonly disposition?: "enforce" | "report";
}

/** A page with the watching script and what it has said; `later` lets ten seconds pass. */
function open({ consent }: { readonly consent?: string } = {}) {
  const timers: (readonly [run: () => void, ms: number])[] = [];
  const { window } = new JSDOM(
    `<!doctype html><html${consent === undefined ? "" : ` data-portal-kit-consent="${consent}"`}><body><template data-portal-kit-tracker>${pasted}</template></body></html>`,
    {
      runScripts: "outside-only",
      beforeParse: (page) => {
        Object.assign(page, { setTimeout: (run: () => void, ms: number) => timers.push([run, ms]) });
      },
    },
  );
  const { document } = window;
  const blocked: string[] = [];
  document.addEventListener("portalkit:blocked", ({ detail: { what } }) => blocked.push(what));
  window.eval(script("identity"));
  window.eval(script("watch"));
  const announce = (state: string): void => {
    document.documentElement.setAttribute("data-portal-kit-consent", state);
    document.dispatchEvent(new window.CustomEvent("portalkit:consent", { detail: { state } }));
  };
  return {
    window,
    document,
    blocked,
    announce,
    timers,
    later: () => timers.splice(0).forEach(([run]) => run()),
    addScript: (attributes: Readonly<Record<string, string>>) =>
      document.head.appendChild(Object.assign(document.createElement("script"), attributes)),
    violate: (target: EventTarget, { blockedURI, disposition = "enforce" }: Violation) =>
      target.dispatchEvent(Object.assign(new window.Event("securitypolicyviolation", { bubbles: true }), { blockedURI, disposition })),
  };
}

describe("what watches the tracker", () => {
  it("tells of a library of the pasted script that does not load, once", () => {
    const page = open();
    page.announce("granted");
    for (const src of ["https://cdn.example.com/web/sdk.js", "https://cdn.example.com/web/sdk.js"]) {
      page.addScript({ src }).dispatchEvent(new page.window.Event("error"));
    }
    expect(page.blocked).toEqual(["tracker-script"]);
  });

  it.each(["https://other.example.com/sdk.js", ""])("is silent about another script that does not load: %j", (src) => {
    const page = open();
    page.announce("granted");
    page.addScript({ src }).dispatchEvent(new page.window.Event("error"));
    expect(page.blocked).toEqual([]);
  });

  it.each([
    ["a host of the pasted script", "https://cdn.example.com/collect?x=1", "enforce", ["tracker-policy"]],
    ["its origin alone", "https://cdn.example.com", "enforce", ["tracker-policy"]],
    ["what the policy would block only", "https://cdn.example.com/collect", "report", []],
    ["another host", "https://other.example.com/", "enforce", []],
    ["data", "data", "enforce", []],
    ["nothing", "", "enforce", []],
  ] as const)("hears of a policy that blocks %s", (_, blockedURI, disposition, told) => {
    const page = open();
    page.announce("granted");
    page.violate(page.document, { blockedURI, disposition });
    page.violate(page.document, { blockedURI, disposition });
    expect(page.blocked).toEqual(told);
  });

  it.each([
    ["the pasted script itself", inline, ["tracker-policy"]],
    ["another inline script", "window.other = 1;", []],
    ["an empty one", "", []],
  ] as const)("hears of a policy that blocks %s", (_, text, told) => {
    const page = open();
    page.announce("granted");
    page.violate(page.addScript({ text }), { blockedURI: "inline" });
    expect(page.blocked).toEqual(told);
  });

  it.each([
    [
      "still holds its first entry",
      [
        ["new", "MSCI"],
        ["initialize", "MSCI", []],
      ],
      ["tracker-late"],
    ],
    ["is taken", [], []],
    ["holds later calls only", [["setUser", "MSCI", []]], []],
    ["is not there", undefined, []],
    ["is no queue", 5, []],
    ["holds what is no entry", [null], []],
  ] as const)("ten seconds after consent looks whether the queue %s", (_, queue, told) => {
    const page = open();
    page.announce("granted");
    expect(page.timers.map(([, ms]) => ms)).toEqual([10_000]);
    Object.assign(page.window, { MSCIqueue: queue });
    expect(page.blocked).toEqual([]);
    page.later();
    expect(page.blocked).toEqual(told);
  });

  it.each(["unknown", "denied", "withdrawn"])("does not watch where consent is %s", (state) => {
    const page = open();
    page.announce(state);
    page.addScript({ src: "https://cdn.example.com/web/sdk.js" }).dispatchEvent(new page.window.Event("error"));
    page.violate(page.document, { blockedURI: "https://cdn.example.com/" });
    expect([page.blocked, page.timers]).toEqual([[], []]);
  });

  it("does nothing where it comes a second time, after the tracking script", () => {
    const page = open({ consent: "unknown" });
    page.announce("granted");
    page.violate(page.document, { blockedURI: "https://cdn.example.com/" });
    expect(page.blocked).toEqual([]);
  });

  it("does nothing where the template has gone", () => {
    const page = open();
    page.document.querySelector("template")?.remove();
    page.announce("granted");
    page.violate(page.document, { blockedURI: "https://cdn.example.com/" });
    expect(page.blocked).toEqual([]);
  });
});
