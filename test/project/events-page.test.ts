import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { captureOutcomes, consentStates, eventNames } from "../../contract/names.ts";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/events.md"), "utf8");
const types = readFileSync(join(root, "contract/page-events.ts"), "utf8");
const row = (name: string): string => page.split("\n").find((line) => line.startsWith(`| \`${name}\``)) ?? "";

describe("the page about events", () => {
  it.each(Object.values(eventNames))("describes %s with all of its detail", (name) => {
    const detail = new RegExp(`"${name}": \\{([^}]*)\\}`).exec(types)?.[1] ?? "";
    const members = [...detail.matchAll(/readonly (\w+)/g)].map(([, member]) => member ?? "");
    expect(members.length).toBeGreaterThan(0);
    for (const member of members) expect(row(name)).toContain(member);
  });

  it("names every state and outcome, and no event there is not", () => {
    for (const state of consentStates) expect(row(eventNames.consent)).toContain(`"${state}"`);
    for (const outcome of captureOutcomes) expect(row(eventNames.captured)).toContain(`"${outcome}"`);
    const named = new Set([...page.matchAll(/portalkit:\w+/g)].map(([name]) => name));
    expect([...named].sort((a, b) => a.localeCompare(b))).toEqual(Object.values(eventNames).sort((a, b) => a.localeCompare(b)));
  });
});
