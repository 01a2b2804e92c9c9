import type { Check } from "./check.ts";
import { formMayTrack } from "./form-may-track.ts";
import { outboundScript } from "./outbound-script.ts";
import { tagManagerOnSite } from "./tag-manager-on-site.ts";
import { trackerAlreadyThere } from "./tracker-already-there.ts";
import { trackerUngated } from "./tracker-ungated.ts";
import { trackersCollide } from "./trackers-collide.ts";

/** Every check, as `check` runs them. */
export const checks: readonly Check[] = [
  trackerAlreadyThere,
  trackersCollide,
  trackerUngated,
  tagManagerOnSite,
  formMayTrack,
  outboundScript,
];
