import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Behaviour } from "./behaviour.ts";
import type { ToldLie } from "./lies.ts";
import type { FakeSite } from "./records.ts";

/** An environment is a folder named after its host, a site in it one JSON file. */
export interface StoredEnvironment {
  readonly host: string;
  readonly url: string;
  readonly name: string;
  /** Counts every write, so that `modified` tells what was touched. */
  clock: number;
}

export interface AuthRow {
  readonly kind: string;
  readonly name: string;
  readonly user: string;
  readonly cloud: string;
  readonly type: string;
  readonly environment: string;
  readonly url: string;
  isActive: boolean;
}

export interface Settings {
  readonly version: string;
  readonly behaviour: Behaviour;
  lies: ToldLie[];
  profiles: AuthRow[];
}

export interface Store {
  readonly folder: string;
  settings(): Settings;
  saveSettings(settings: Settings): void;
  environments(): StoredEnvironment[];
  saveEnvironment(environment: StoredEnvironment): void;
  sites(host: string): FakeSite[];
  saveSite(host: string, site: FakeSite): void;
  /** The site as it was before the last upload. */
  formerSite(host: string, id: string): FakeSite | undefined;
  keepFormer(host: string, site: FakeSite): void;
}

const environmentFile = "environment.json";
const siteFile = (id: string): string => `site-${id}.json`;
const formerFile = (id: string): string => `former-${id}.json`;

export function openStore(folder: string): Store {
  const settingsFile = join(folder, "settings.json");
  return {
    folder,
    settings: () => readSettings(settingsFile),
    saveSettings: (settings) => writeJson(settingsFile, settings),
    environments: () =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, environmentFile)))
        .map(({ name }) => readEnvironment(join(folder, name, environmentFile))),
    saveEnvironment: (environment) => {
      mkdirSync(join(folder, environment.host), { recursive: true });
      writeJson(join(folder, environment.host, environmentFile), environment);
    },
    sites: (host) =>
      readdirSync(join(folder, host))
        .filter((name) => name.startsWith("site-"))
        .sort()
        .map((name) => readSite(join(folder, host, name))),
    saveSite: (host, site) => writeJson(join(folder, host, siteFile(site.id)), site),
    formerSite: (host, id) => {
      const path = join(folder, host, formerFile(id));
      return existsSync(path) ? readSite(path) : undefined;
    },
    keepFormer: (host, site) => writeJson(join(folder, host, formerFile(site.id)), site),
  };
}

// The store reads only what it wrote itself.
const readSettings = (path: string): Settings => JSON.parse(readFileSync(path, "utf8")) as Settings;
const readEnvironment = (path: string): StoredEnvironment => JSON.parse(readFileSync(path, "utf8")) as StoredEnvironment;
const readSite = (path: string): FakeSite => JSON.parse(readFileSync(path, "utf8")) as FakeSite;

/** In one step: a fake that is killed leaves whole files. */
function writeJson(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(content));
  renameSync(`${path}.new`, path);
}
