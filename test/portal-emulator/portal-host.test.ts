import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

const ports = { portal: 0, org: 0, insights: 0 };
const start = async (portalHost: string): Promise<StartedEmulator> =>
  startEmulator({ site: await readSite(starterFolder("enhanced")), database: ":memory:", distFolder, portalHost }, ports);

describe("the portal under a name below localhost", () => {
  let started: StartedEmulator;
  let portal: URL;
  beforeAll(async () => {
    started = await start("portal.localhost");
    portal = new URL(started.emulator.addresses.portal);
  });
  afterAll(() => started.close());

  /** Status of a page asked for under a Host; Node itself does not look up names below localhost. */
  const ask = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: portal.port, path: "/", headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject).end();
    });

  it("is the one its addresses name, and no other", async () => {
    expect(portal.hostname).toBe("portal.localhost");
    expect(await ask(portal.host)).toBe(200);
    expect(await ask(`localhost:${portal.port}`)).toBe(421);
  });

  it("shows pages the organization's ids, as the organization itself does", async () => {
    const { org, orgToken } = started.emulator.addresses;
    const page = await (await started.emulator.fetch("portal", new Request(portal))).text();
    const shown: unknown = JSON.parse(/Dynamic365 = \{Portal: (.*?)\};/u.exec(page)?.[1] ?? "{}");
    const answer = await fetch(`${org}/api/data/v9.2/RetrieveCurrentOrganization(AccessType='Default')`, {
      headers: { authorization: `Bearer ${orgToken}` },
    });
    const { Detail: detail } = (await answer.json()) as { Detail: Record<string, string> };
    expect(shown).toMatchObject({ tenant: detail["TenantId"], orgId: detail["OrganizationId"], orgEnvironmentId: detail["EnvironmentId"] });
  });
});

it.each(["example.com", "localhost.example.com", "127.0.0.1", "notlocalhost", ""])("the portal is not started as '%s'", async (host) => {
  await expect(start(host)).rejects.toMatchObject({ code: "portal-host-not-local", exitCode: 2 });
});
