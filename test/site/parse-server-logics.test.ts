import { describe, expect, it } from "vitest";
import { parseSite } from "../../site/parse-site.ts";
import { codeSite, idOf, ids, record, smallSite } from "./small-site.ts";

const own = (keys: Record<string, string | readonly string[]> = {}): string =>
  record({
    adx_name: "resolve",
    adx_serverlogic_adx_webrole: [ids.anonymous, idOf(5).toUpperCase()],
    adx_serverlogicid: idOf(70),
    ...keys,
  });

describe("server logic of a site", () => {
  it.each(["server-logic/resolve", "server-logics/resolve", "server-logic/resolve/resolve", "server-logics/resolve/resolve"])(
    "is read with its script from %s",
    (stem) => {
      const { serverLogics, findings } = parseSite(
        smallSite({ [`${stem}.serverlogic.yml`]: own(), [`${stem}.js`]: "function get() {}\r\n" }),
      );
      expect(serverLogics).toMatchObject([
        {
          id: idOf(70),
          name: "resolve",
          path: `${stem}.serverlogic.yml`,
          sourcePath: `${stem}.js`,
          source: "function get() {}\r\n",
          roleIds: [ids.anonymous, idOf(5)],
          active: true,
        },
      ]);
      expect(findings).toEqual([]);
    },
  );

  it("is read from a code site, whose keys have no prefix but for the roles", () => {
    const site = parseSite(
      codeSite({
        "server-logic/resolve/resolve.serverlogic.yml": record({
          adx_serverlogic_adx_webrole: [ids.anonymous],
          display_name: "Resolve",
          id: idOf(70),
          name: "resolve",
        }),
        "server-logic/resolve/resolve.js": "function get() {}",
      }),
    );
    expect(site.serverLogics).toMatchObject([{ id: idOf(70), name: "resolve", roleIds: [ids.anonymous], source: "function get() {}" }]);
  });

  it("is there without roles and without a script, which is a finding", () => {
    const { serverLogics, findings } = parseSite(
      smallSite({ "server-logic/x.serverlogic.yml": record({ adx_name: "x", adx_serverlogicid: idOf(71), statecode: "1" }) }),
    );
    expect(serverLogics).toMatchObject([{ roleIds: [], source: undefined, active: false }]);
    expect(findings).toMatchObject([{ code: "server-logic-without-script", path: "server-logic/x.serverlogic.yml", line: 1 }]);
  });

  it("is none in a site without it", () => {
    expect(parseSite(smallSite()).serverLogics).toEqual([]);
  });
});
