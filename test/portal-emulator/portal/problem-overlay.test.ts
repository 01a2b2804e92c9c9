import { describe, expect, it } from "vitest";
import { renderProblemOverlay } from "../../../portal-emulator/portal/problem-overlay.ts";
import type { LiquidProblem } from "../../../liquid/create-liquid.ts";

const problem: LiquidProblem = { kind: "syntax", path: "web-templates/a.html", line: 2, column: 3, message: 'Tag "iff" is unknown.' };
const source = "one\n{% iff <b>&</b> %}\nthree";

describe("renderProblemOverlay", () => {
  it("is nothing where there is no problem", () => {
    expect(renderProblemOverlay([], () => source)).toBe("");
  });

  it("shows place, words and source of each problem, as a labelled dialog that opens and closes without a script", () => {
    const html = renderProblemOverlay([problem], (path) => (path === problem.path ? source : undefined));
    expect(html).toContain("<code>web-templates/a.html:2:3</code> Tag &quot;iff&quot; is unknown.");
    expect(html).toContain("&gt; 2 | {% iff &lt;b&gt;&amp;&lt;/b&gt; %}\n    |   ^");
    expect(html).toContain('<dialog open aria-labelledby="title">');
    expect(html).toContain('<form method="dialog"><button aria-label=');
    expect(html).toContain('<summary id="title">Emulator: 1 Liquid problem on this page</summary>');
    expect(html).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });

  it("goes without source where the path names none, or no such line", () => {
    expect(renderProblemOverlay([problem], () => undefined)).not.toContain("<pre");
    expect(renderProblemOverlay([{ ...problem, line: 9 }], () => source)).not.toContain("<pre");
  });

  it("lets no text of the site act", () => {
    const hostile = "</pre></template><script>alert(1)</script><img src=x onerror=alert(1)>";
    const html = renderProblemOverlay([{ ...problem, path: hostile, message: hostile, line: 1, column: 1 }], () => hostile);
    expect(html).not.toMatch(/<script|<img|<\/pre><\/template>/);
  });

  it("says what happens in place of what is not emulated", () => {
    const html = renderProblemOverlay([{ ...problem, kind: "unsupported", name: "powerbi", message: "Not here." }]);
    expect(html).toContain("Not here. Its place on the page holds a marked note");
  });

  it("shows fifty problems and counts the rest", () => {
    const many = Array.from({ length: 53 }, (_, index) => ({ ...problem, line: index + 1 }));
    const html = renderProblemOverlay(many, () => source);
    expect(html.match(/<li>/g)).toHaveLength(51);
    expect(html).toContain("53 Liquid problems");
    expect(html).toContain("… and 3 more.");
  });
});
