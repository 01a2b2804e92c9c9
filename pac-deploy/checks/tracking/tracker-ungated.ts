import { productNames } from "../../configuration/recognise-trackers.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check } from "../check.ts";

const code = "tracker-ungated";

export const trackerUngated: Check = {
  meta: {
    code,
    severity: "warning",
    about:
      "A tracker stands in the site as it was pasted: it runs for everybody, whatever the visitor has said to a consent tool that does not know it.",
    source: "https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization",
  },
  find: ({ trackers, script }) =>
    script !== undefined
      ? []
      : trackers.flatMap((tracker) => {
          if (tracker.kind !== "tracker" || !tracker.isShown) return [];
          const { path, line, column, where, product } = tracker;
          const message = `${where} holds a tracker, ${productNames[product]}, that waits for nobody's consent; move it into a file and name that in tracking.script, and apply holds it back until the visitor may be tracked`;
          return [{ ...siteFinding(code, "warning", message, { path, line }), column }];
        }),
};
