import { expect, it } from "vitest";
import { perSite } from "../../portal-emulator/per-site.ts";
import { tinySite } from "../access/tiny-site.ts";

it("asks once for each reading of a site, also where nothing is found", () => {
  const asked: unknown[] = [];
  const find = perSite((site) => {
    asked.push(site);
    return asked.length === 1 ? undefined : site.website.name;
  });
  const [one, other] = [tinySite(), tinySite()];
  expect([find(one), find(one)]).toEqual([undefined, undefined]);
  expect(find(other)).toBe(other.website.name);
  expect(find(one)).toBeUndefined();
  expect(asked).toEqual([one, other]);
});
