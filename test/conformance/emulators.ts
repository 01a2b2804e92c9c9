import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClock } from "../../portal-emulator/clock.ts";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { parseSchemaFile } from "../../portal-emulator/schema/parse-schema-file.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder } from "../support/kit-site.ts";
import { siteFiles } from "./conformance-site.ts";
import { extraSchema } from "./extra-schema.ts";
import type { ConformanceCase } from "./frame.ts";

export const origins = { portal: "http://localhost:4280", org: "http://127.0.0.1:4281", insights: "http://127.0.0.1:4282" };
/** When every case begins. The clock stands still but for what a case adds. */
export const start = new Date("2026-03-04T05:06:07Z");

export interface Emulators {
  /** One for the site and switches of a case: a new one, or one that was put back, without rows. */
  take(one: ConformanceCase): Promise<Emulator>;
  /** For the next case of the same site and switches. */
  putBack(one: ConformanceCase, emulator: Emulator): void;
  close(): Promise<void>;
}

/** Emulators, each on a whole site folder in a temporary place. */
export function createEmulators(): Emulators {
  const schema = parseSchemaFile(JSON.stringify(extraSchema), "conformance.json");
  const folders: string[] = [];
  const open = new Set<Emulator>();
  const free = new Map<string, Emulator[]>();
  const keyOf = ({ site, switches }: ConformanceCase): string => JSON.stringify([site ?? {}, switches ?? {}]);
  return {
    async take(one) {
      const found = free.get(keyOf(one))?.pop();
      if (found !== undefined) return found;
      const folder = mkdtempSync(join(tmpdir(), "portal-kit-conformance-"));
      folders.push(folder);
      for (const [path, text] of siteFiles(one.site ?? {})) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const emulator = await createEmulator({
        site: await readSite(folder),
        addresses: origins,
        database: ":memory:",
        schema,
        distFolder,
        clock: createClock(() => start.getTime()),
        switches: one.switches ?? {},
      });
      open.add(emulator);
      return emulator;
    },
    putBack(one, emulator) {
      free.set(keyOf(one), [...(free.get(keyOf(one)) ?? []), emulator]);
    },
    async close() {
      for (const emulator of open) await emulator.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
