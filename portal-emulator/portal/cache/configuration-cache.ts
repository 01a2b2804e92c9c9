import type { EmulatorContext } from "../../emulator-context.ts";

/** Not tunable on a portal. https://learn.microsoft.com/power-pages/admin/clear-server-side-cache */
const lifetimeMs = 15 * 60 * 1000;

/**
 * What a portal knows of its own records: pages, templates, snippets, settings, permissions. It reads them again when what it has is 15 minutes
 * old by the emulator's clock, or when its cache is cleared; with the switch off, at once. That all records are of one age is assumed.
 */
export interface ConfigurationCache<Configuration> {
  current(): Configuration;
  /** The records are others now. */
  change(next: Configuration): void;
  clear(): void;
}

export function createConfigurationCache<Configuration>(
  first: Configuration,
  { clock, switches }: { readonly clock: EmulatorContext["clock"]; readonly switches: () => EmulatorContext["switches"] },
): ConfigurationCache<Configuration> {
  let newest = first;
  let shown = first;
  let readAt = clock.now().getTime();
  const read = (): void => {
    shown = newest;
    readAt = clock.now().getTime();
  };
  return {
    current() {
      const age = clock.now().getTime() - readAt;
      // A clock set back makes it one of the future, which is no cached one.
      if (switches().configurationCache === "off" || age < 0 || age > lifetimeMs) read();
      return shown;
    },
    change(next) {
      newest = next;
    },
    clear: read,
  };
}
