import { defaultSwitches } from "../../portal-emulator/switches.ts";
import type { EmulatorContext } from "../../portal-emulator/emulator-context.ts";
import { createOrganization } from "../../portal-emulator/organization/create-organization.ts";
import { standardSchema } from "../../portal-emulator/schema/standard-schema.ts";
import { createReadCache } from "../../portal-emulator/web-api/read-cache.ts";
import { openStore } from "../../portal-emulator/store/open-store.ts";

export const testAddresses = {
  portal: "http://localhost:8080",
  org: "http://127.0.0.1:8081",
  insights: "http://127.0.0.1:8082",
  orgToken: "secret",
  console: "http://localhost:8080/_emulator/console/",
} as const;

/** What the parts of the emulator share, over an empty store in memory, for an anonymous visitor without a role; a test names what differs. */
export function createTestContext(parts: Partial<EmulatorContext> = {}): EmulatorContext {
  const clock = parts.clock ?? { now: () => new Date("2026-03-04T05:06:07Z") };
  const schema = parts.schema ?? standardSchema;
  const organization = createOrganization({
    store: parts.store ?? openStore({ file: ":memory:", clock, schema }),
    schema,
    clock,
    switches: () => parts.switches ?? defaultSwitches,
  });
  return {
    schema,
    organization,
    clock,
    addresses: testAddresses,
    site: () => {
      throw new Error("This test has no site.");
    },
    persona: () => ({ contactId: undefined, roleIds: [] }),
    effect: () => undefined,
    onDataReplaced: () => undefined,
    readCache: createReadCache(clock),
    switches: defaultSwitches,
    ...parts,
    store: parts.organization === undefined ? organization.committed : (parts.store ?? organization.committed),
  };
}
