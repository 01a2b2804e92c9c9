import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../support/kit-site.ts";
import { allEntries } from "./all-cases.ts";
import { createEmulators } from "./emulators.ts";
import { isCase, type ConformanceCase, type ConformanceEntry } from "./frame.ts";
import { judgeReply } from "./judge-reply.ts";
import { renderConformance } from "./render-conformance.ts";
import { createWorld, type Recorded } from "./world.ts";

const cases = allEntries.filter(isCase);
const emulators = createEmulators();
afterAll(() => emulators.close());
const recordedOf = new Map<ConformanceEntry, readonly Recorded[]>();

async function runCase(one: ConformanceCase): Promise<void> {
  const world = await createWorld(one, emulators);
  try {
    for (const step of one.steps) {
      if (typeof step === "function") await step(world);
      else judgeReply(await world.send(step), step.expect, step.ask);
    }
    recordedOf.set(one, world.recorded);
  } finally {
    await world.close();
  }
}

for (const area of new Set(cases.map((one) => one.area))) {
  describe(area, () => {
    for (const one of cases.filter((each) => each.area === area)) it(one.behaviour, () => runCase(one));
  });
}

describe("the table", () => {
  it("says nothing twice and asks something in every case", () => {
    const claims = allEntries.map(({ area, behaviour }) => `${area}: ${behaviour}`);
    expect(claims.filter((claim, index) => claims.indexOf(claim) !== index)).toEqual([]);
    expect(cases.filter(({ steps }) => steps.length === 0)).toEqual([]);
  });

  it("is written down in docs/conformance.md as it was answered", async () => {
    const unanswered = cases.filter((one) => !recordedOf.has(one)).map(({ behaviour }) => behaviour);
    expect(unanswered, "the page is written when every case has passed, so these come first").toEqual([]);
    await expect(renderConformance(allEntries, recordedOf)).toMatchFileSnapshot(join(root, "docs/conformance.md"));
  });
});
