import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder } from "./kit-site.ts";

/** The emulator on free ports, all in memory. */
export async function startPortal(folder: string): Promise<StartedEmulator> {
  return startEmulator({ site: await readSite(folder), database: ":memory:", distFolder }, { portal: 0, org: 0, insights: 0 });
}
