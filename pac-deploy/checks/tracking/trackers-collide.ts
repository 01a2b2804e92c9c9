import { productNames } from "../../configuration/recognise-trackers.ts";
import type { SiteTracker } from "../../plan/find-trackers.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check } from "../check.ts";

const code = "trackers-collide";

export const trackersCollide: Check = {
  meta: {
    code,
    severity: "error",
    about:
      "The site's own pages hold two trackers of Customer Insights, whichever products and whichever comes first: where both are on one page the second fails, and its library is never loaded.",
    source: "https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization",
  },
  find({ trackers, script }) {
    // With the kit's there each of them is told by `tracker-already-there`.
    if (script !== undefined) return [];
    const [first, ...others] = trackers.filter((tracker) => tracker.kind === "tracker" && tracker.isShown);
    if (first === undefined) return [];
    return others.map((tracker) => {
      const { path, line, column, where } = tracker;
      const message = `${where} holds a second tracker, ${nameOf(tracker)}: the first, ${nameOf(first)}, is in ${first.path}:${first.line}; where both are on one page the second fails and its library is never loaded; take one of them out`;
      return { ...siteFinding(code, "error", message, { path, line }), column };
    });
  },
};

const nameOf = (tracker: SiteTracker): string => (tracker.kind === "tracker" ? productNames[tracker.product] : tracker.kind);
