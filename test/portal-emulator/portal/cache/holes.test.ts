import { describe, expect, it } from "vitest";
import { createLiquid } from "../../../../liquid/create-liquid.ts";
import { createHoles, fillHoles, type ShownPage } from "../../../../portal-emulator/portal/cache/holes.ts";

const liquid = createLiquid({ findTemplate: () => undefined, now: () => new Date(0) });
// Fills of these tests look at neither.
const page = { session: liquid.openSession({}) } as unknown as ShownPage;

describe("holes", () => {
  it("are filled in the order of the text, each time anew, and as often as they were printed", async () => {
    const holes = createHoles();
    let at = 0;
    const [a, b] = [holes.leave(() => `a${++at}`), holes.leave(async () => `b${++at}`)];
    const text = holes.split(`<p>${b}${a}-${b}</p>`);
    expect(await fillHoles(text, page)).toBe("<p>b1a2-b3</p>");
    expect(await fillHoles(text, page)).toBe("<p>b4a5-b6</p>");
  });

  it("are not what looks like one", async () => {
    const holes = createHoles();
    const mark = holes.leave(() => "x");
    for (const text of ["", "<!--hole-0-->", createHoles().leave(() => "y"), mark.replace("<", "&lt;")])
      expect(await fillHoles(holes.split(text), page)).toBe(text);
  });

  it("do not open in what fills them", async () => {
    const holes = createHoles();
    const inner = holes.leave(() => "inner");
    expect(await fillHoles(holes.split(holes.leave(() => inner)), page)).toBe(inner);
  });
});
