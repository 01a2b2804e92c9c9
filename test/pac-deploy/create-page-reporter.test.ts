import { describe, expect, it } from "vitest";
import { createPageReporter } from "../../pac-deploy/create-page-reporter.ts";
import type { PageReport } from "../../pac-deploy/render-page-report.ts";

const fine: PageReport = { status: 200, problems: [] };
const broken: PageReport = {
  status: 200,
  problems: [{ kind: "syntax", path: "web-templates/footer.html", line: 3, column: 5, message: 'Tag "if" was never closed.' }],
};

/** Renderings that end when the test says so. */
function openReporter() {
  const said: string[] = [];
  const renderings: { end(pages: readonly PageReport[]): void; fail(error: Error): void }[] = [];
  const reporter = createPageReporter({
    renderAllPages: () => new Promise((resolve, reject) => renderings.push({ end: resolve, fail: reject })),
    say: (text) => void said.push(text),
  });
  return { reporter, said, renderings };
}

describe("createPageReporter", () => {
  it("says how the pages come out, and again only when that has changed", async () => {
    const { reporter, said, renderings } = openReporter();
    for (const pages of [[fine], [fine], [broken], [fine]]) {
      const looked = reporter.look();
      renderings.at(-1)?.end(pages);
      await looked;
    }
    expect(said).toHaveLength(3);
    expect(said[1]).toContain('web-templates/footer.html:3:5 Tag "if" was never closed.');
    expect(said[2]).toBe(said[0]);
  });

  it("looks once more for all that changes during a look, and keeps to itself what is out of date", async () => {
    const { reporter, said, renderings } = openReporter();
    const looked = Promise.all([reporter.look(), reporter.look(), reporter.look()]);
    renderings[0]?.end([broken]);
    await expect.poll(() => renderings.length).toBe(2);
    renderings[1]?.end([fine]);
    await looked;
    expect([renderings.length, said.length]).toEqual([2, 1]);
    expect(said[0]).not.toContain("footer");
  });

  it("says so when the pages cannot be rendered, and looks again later", async () => {
    const { reporter, said, renderings } = openReporter();
    const first = reporter.look();
    renderings[0]?.fail(new TypeError("a bug"));
    await first;
    expect(said[0]).toContain("a bug");
    const second = reporter.look();
    renderings[1]?.end([fine]);
    await second;
    expect(said[1]).toContain("1 of 1 pages");
  });

  it("looks once for all that changes while it pauses, and not at all once it is closed", async () => {
    const looks: string[] = [];
    const pauses: (() => void)[] = [];
    const reporter = createPageReporter({
      renderAllPages: async () => (looks.push("look"), []),
      say: () => undefined,
      pause: () => new Promise((resolve) => pauses.push(resolve)),
    });
    const looked = Promise.all([reporter.look(), reporter.look()]);
    expect(looks).toEqual([]);
    pauses[0]?.();
    await looked;
    expect([looks.length, pauses.length]).toEqual([1, 1]);
    const last = reporter.look();
    reporter.close();
    pauses[1]?.();
    await last;
    expect(looks).toHaveLength(1);
  });

  it("says nothing once it is closed", async () => {
    const { reporter, said, renderings } = openReporter();
    const looked = Promise.all([reporter.look(), reporter.look()]);
    reporter.close();
    renderings[0]?.end([broken]);
    await looked;
    expect([renderings.length, said]).toEqual([1, []]);
  });

  it("counts pages that send an anonymous visitor to the sign-in page", async () => {
    const { reporter, said, renderings } = openReporter();
    const looked = reporter.look();
    renderings[0]?.end([fine, { status: 302, problems: [] }]);
    await looked;
    expect(said[0]).toContain("1 of 2 pages answer 200 without a Liquid error; 1 is for signed-in visitors only.");
  });
});
