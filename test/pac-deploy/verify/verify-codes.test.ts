import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checks } from "../../../pac-deploy/checks/index.ts";
import { findExplanations, listExplanations } from "../../../pac-deploy/explain/explanations.ts";
import { verifyCodes } from "../../../pac-deploy/verify/verify-codes.ts";
import { root } from "../../support/kit-site.ts";

const folder = join(root, "pac-deploy/verify");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith("verify-codes.ts"))
  .map((path) => readFileSync(join(folder, path), "utf8"))
  .join("\n");
const all = listExplanations(checks);

it("explains every code that verify says", () => {
  const said = [...sources.matchAll(/(?:verifyFinding|\bfail|\bfind|new UserError)\(\s*"([a-z]+(?:-[a-z]+)+)"/g)].map(
    ([, code]) => code ?? "",
  );
  expect(said.length).toBeGreaterThan(50);
  expect([...new Set(said)].filter((code) => findExplanations(code, all).length === 0)).toEqual([]);
});

it.each(verifyCodes.map(({ code }) => code))("says %s somewhere", (code) => {
  expect(sources.includes(`"${code}"`) || (code.startsWith("leak-") && sources.includes("`leak-${write}`"))).toBe(true);
});
