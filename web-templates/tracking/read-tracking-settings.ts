import type { ConsentMode } from "../../contract/configuration.ts";
import { trackingSettings } from "../../contract/template-slots.ts";

export interface TrackingSettings {
  readonly mode: ConsentMode;
  readonly respectGpc: boolean;
  readonly isLandingKept: boolean;
}

/** Settings of the template element; a missing or mistyped one takes the stricter value. */
export function readTrackingSettings(template: Element): TrackingSettings {
  const mode = template.getAttribute(trackingSettings.consentMode);
  return {
    mode: mode === "none" || mode === "opt-out" ? mode : "opt-in",
    respectGpc: template.getAttribute(trackingSettings.respectGpc) !== "false",
    isLandingKept: template.getAttribute(trackingSettings.keepLanding) === "true",
  };
}
