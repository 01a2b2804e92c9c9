import { join } from "node:path";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";
import { startEmulator, type StartedEmulator } from "../../../portal-emulator/start-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";
import { isPublic, publicSites, type TrackingCase } from "./cases.ts";

/** An emulator with a site, whose records each run replaces: one run at a time. */
export interface Portal {
  readonly emulator: Emulator;
  /** As its owner has it. */
  readonly site: Site;
}

export interface Portals {
  /** Runs with the portal of that site and placement when those before it have ended. */
  use<Result>(one: Pick<TrackingCase, "site" | "placement">, run: (portal: Portal) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function createPortals(publicFolder: string | undefined): Portals {
  const sites = new Map<string, Promise<Site>>();
  const started = new Map<string, Promise<StartedEmulator & Portal>>();
  const latest = new Map<string, Promise<unknown>>();
  const folderOf = (site: TrackingCase["site"]): string => {
    if (!isPublic(site)) return starterFolder(site);
    if (publicFolder === undefined) throw new Error("PORTAL_KIT_PUBLIC_SITES names no folder");
    return join(publicFolder, publicSites[site]);
  };
  const start = async (name: TrackingCase["site"]): Promise<StartedEmulator & Portal> => {
    const reading = sites.get(name) ?? readSite(folderOf(name));
    sites.set(name, reading);
    const site = await reading;
    const emulator = await startEmulator({ site, database: ":memory:", distFolder }, { portal: 0, org: 0, insights: 0 });
    return { ...emulator, site };
  };
  return {
    use({ site, placement }, run) {
      const key = `${site} ${placement}`;
      const portal = started.get(key) ?? start(site);
      started.set(key, portal);
      const result = Promise.resolve(latest.get(key)).then(async () => run(await portal));
      latest.set(
        key,
        result.catch(() => undefined),
      );
      return result;
    },
    async close() {
      await Promise.all([...started.values()].map(async (one) => (await one).close()));
    },
  };
}
