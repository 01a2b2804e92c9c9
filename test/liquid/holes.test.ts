import { describe, expect, it } from "vitest";
import { createLiquid, type LiquidHole, type LiquidSession } from "../../liquid/create-liquid.ts";

const liquid = createLiquid({ findTemplate: () => undefined, now: () => new Date(0) });

/** Renders a text that is kept; each hole shows as its number. */
async function keep(text: string): Promise<{ text: string; holes: readonly LiquidHole[]; session: LiquidSession }> {
  const holes: LiquidHole[] = [];
  const session = liquid.openSession({ page: "first" }, { leaveHole: (hole) => `#${holes.push(hole)}` });
  return { text: await session.render({ path: "Header", text }), holes, session };
}

describe("a substitution in a text that is kept", () => {
  it("is left out, and rendered with another session's objects and none of either's variables", async () => {
    const { text, holes } = await keep(
      "{% assign a = 1 %}{{ page }} {% substitution %}{{ page }}{{ a }}{{ b }}{% assign b = 2 %}{% endsubstitution %} {{ b }}.",
    );
    expect(text).toBe("first #1 .");
    const session = liquid.openSession({ page: "second" });
    await session.render({ path: "Page", text: "{% assign a = 3 %}{% assign b = 4 %}" });
    for (const hole of holes) for (const shown of ["second", "second"]) expect(await session.renderHole(hole)).toBe(shown);
    expect(await session.render({ path: "Page", text: "{{ b }}" })).toBe("4");
  });

  it("tells where in its source it failed, and nothing of it to the session that left it", async () => {
    const { holes, session } = await keep("one\n{% substitution %}{% include 'Gone' %}{% endsubstitution %}");
    const other = liquid.openSession({});
    for (const hole of holes) expect(await other.renderHole(hole)).toBe('Liquid error: Template "Gone" not found.');
    expect(other.problems).toMatchObject([{ kind: "missing-template", path: "Header", line: 2, column: 19 }]);
    expect(session.problems).toEqual([]);
  });

  it("is no hole where its syntax is broken: what says so is kept", async () => {
    const { text, holes } = await keep("{% substitution %}{% if %}{% endsubstitution %}");
    expect(text).toContain("Liquid error");
    expect(holes).toEqual([]);
  });
});
