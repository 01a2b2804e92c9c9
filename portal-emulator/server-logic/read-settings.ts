import { findSettings } from "../../access/find-settings.ts";
import type { Site } from "../../site/site.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { TaskLimits } from "./worker-messages.ts";

/** https://learn.microsoft.com/power-pages/configure/server-logic-overview#site-settings */
export interface ServerLogicSettings {
  readonly isEnabled: boolean;
  readonly limits: TaskLimits;
  readonly allowedDomains: readonly string[];
  readonly allowsAllDomains: boolean;
}

const usualTimeoutSeconds = 120;
/** The emulator's own: today's documents name no limit; an earlier edition had 10 MB and the setting. */
const usualMemoryBytes = 64 * 1024 * 1024;
/** Less than this does not start a script. */
const leastMemoryBytes = 2 * 1024 * 1024;

/** Values that are none (`ServerLogic/TimeoutInSeconds: soon`) count as absent: assumed. */
export function readServerLogicSettings(site: Site, switches: EmulatorSwitches): ServerLogicSettings {
  const setting = (name: string): string => findSettings(site, `ServerLogic/${name}`)[0]?.value?.trim() ?? "";
  const timeoutSeconds = positive(setting("TimeoutInSeconds")) ?? usualTimeoutSeconds;
  return {
    isEnabled: setting("Enabled").toLowerCase() !== "false",
    limits: {
      timeoutMs: Math.min(timeoutSeconds, switches.serverLogicMaxTimeoutSeconds) * 1_000,
      memoryLimitBytes: Math.max(positive(setting("MaxMemoryUsageInBytes")) ?? usualMemoryBytes, leastMemoryBytes),
    },
    allowedDomains: setting("AllowedDomains")
      .split(/[,;\s]+/)
      .filter((domain) => domain !== ""),
    allowsAllDomains: setting("AllowNetworkingToAllDomains").toLowerCase() !== "false",
  };
}

function positive(text: string): number | undefined {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) && value > 0 ? value : undefined;
}
