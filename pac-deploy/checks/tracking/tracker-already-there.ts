import type { Check } from "../check.ts";
import { describeWithScript } from "./describe-with-script.ts";

const code = "tracker-already-there";

export const trackerAlreadyThere: Check = {
  meta: {
    code,
    severity: "error",
    about:
      "The site has a tracker of its own beside the one that the kit holds back until the visitor may be tracked: of two on a page the second fails.",
    source: "https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization",
  },
  find: (checked) => describeWithScript(checked, code),
};
