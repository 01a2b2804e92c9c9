import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { captureClicks } from "../../../../portal-emulator/insights/browser/capture-clicks.ts";
import type { CapturedAction } from "../../../../portal-emulator/insights/browser/capture-clicks.ts";

function watch(html: string) {
  const dom = new JSDOM(html, { url: "http://localhost:4000/" });
  const page = dom.window as unknown as Window & typeof globalThis; // jsdom's window has its own type
  const seen: CapturedAction[] = [];
  const stop = captureClicks(page, (action) => seen.push(action));
  const target = page.document.querySelector("[data-target]") ?? page.document.body;
  return { page, seen, stop, target };
}

describe("captureClicks", () => {
  it.each([
    ["a click", (page: Window & typeof globalThis) => [new page.MouseEvent("click", { bubbles: true, detail: 1 })], ["LClick"]],
    ["a middle click", (page: Window & typeof globalThis) => [new page.MouseEvent("auxclick", { bubbles: true, button: 1 })], ["MClick"]],
    [
      "a right click",
      (page: Window & typeof globalThis) => [
        new page.MouseEvent("auxclick", { bubbles: true, button: 2 }),
        new page.MouseEvent("contextmenu", { bubbles: true, button: 2 }),
      ],
      ["RClick"],
    ],
    [
      "Enter",
      (page: Window & typeof globalThis) => [
        new page.KeyboardEvent("keydown", { key: "Enter", bubbles: true }),
        new page.MouseEvent("click", { bubbles: true, detail: 0 }),
      ],
      ["KEnter"],
    ],
    [
      "Space",
      (page: Window & typeof globalThis) => [
        new page.KeyboardEvent("keydown", { key: " ", bubbles: true }),
        new page.KeyboardEvent("keyup", { key: " ", bubbles: true }),
        new page.MouseEvent("click", { bubbles: true, detail: 0 }),
      ],
      ["KSpace"],
    ],
    [
      "a key that activates nothing",
      (page: Window & typeof globalThis) => [new page.KeyboardEvent("keydown", { key: "Enter", bubbles: true })],
      [],
    ],
    ["a letter", (page: Window & typeof globalThis) => [new page.KeyboardEvent("keydown", { key: "a", bubbles: true })], []],
  ] as const)("reports %s once", (_, makeEvents, expected) => {
    const { page, seen, target } = watch("<button data-target>Go</button>");
    for (const event of makeEvents(page)) target.dispatchEvent(event);
    expect(seen.map(({ type }) => type)).toEqual(expected);
  });

  it.each([
    [
      "a link's text, wherever inside it was clicked",
      '<a id="l" href="/a"><b data-target> Read\n more </b></a>',
      { name: "Read more", elementId: "l", target: "http://localhost:4000/a", isOutbound: false },
    ],
    [
      "a link to another host as outbound",
      '<a href="https://example.com/x" data-target>Out</a>',
      { name: "Out", target: "https://example.com/x", isOutbound: true },
    ],
    ["a mail link as not outbound", '<a href="mailto:info@example.com" data-target>Mail</a>', { isOutbound: false }],
    ["a label before a text", '<button aria-label="Close" data-target>x</button>', { name: "Close" }],
    ["an input's name, never its value", '<input name="email" value="ada@example.com" data-target>', { name: "email", target: "" }],
    ["an element without any name", "<p data-target>Ada Example</p>", { name: "p" }],
  ])("names %s", (_, html, expected) => {
    const { page, seen, target } = watch(html);
    target.dispatchEvent(new page.MouseEvent("click", { bubbles: true, detail: 1, clientX: 10.4, clientY: 20 }));
    expect(seen).toMatchObject([{ ...expected, coordinates: "10,20" }]);
    expect(JSON.stringify(seen)).not.toContain("ada@");
  });

  it("counts a click whose propagation the page stops", () => {
    const { page, seen, target } = watch("<button data-target>Go</button>");
    target.addEventListener("click", (event) => event.stopImmediatePropagation());
    target.dispatchEvent(new page.MouseEvent("click", { bubbles: true, detail: 1 }));
    expect(seen).toHaveLength(1);
  });

  it("reports nothing once stopped", () => {
    const { page, seen, stop, target } = watch("<button data-target>Go</button>");
    stop();
    target.dispatchEvent(new page.MouseEvent("click", { bubbles: true, detail: 1 }));
    expect(seen).toEqual([]);
  });
});
