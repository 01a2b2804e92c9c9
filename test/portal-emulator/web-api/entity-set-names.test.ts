import { afterAll, describe, expect, test } from "vitest";
import { crm, tinyPortal } from "./tiny-portal.ts";

const portal = tinyPortal({ ...crm, settings: [...(crm.settings ?? []), ["Webapi/pk_visit/enabled", "true"]] });
afterAll(() => portal.close());

describe("a set that is none", () => {
  test.each([
    ["opportunitys", "the regular plural of a table that has another", 400],
    ["contactes", "nearly the set of a table that is there", 400],
    ["pk_visits", "the set of a table the site serves and the emulator does not hold", 501],
  ])("%s, %s, is answered with %i", async (set, _what, status) => {
    expect((await portal.send("GET", `/_api/${set}?$select=name`)).status).toBe(status);
  });
});
