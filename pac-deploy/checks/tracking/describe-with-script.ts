import type { Finding } from "../../../contract/finding.ts";
import { describeTracker } from "../../plan/find-tracking-findings.ts";
import type { CheckedSite } from "../check.ts";

/** What `apply` would say of the site's own trackers beside the kit's, under one code; nothing where the kit tracks nobody. */
export const describeWithScript = ({ trackers, script }: CheckedSite, code: string): Finding[] =>
  script === undefined ? [] : trackers.flatMap((tracker) => describeTracker(tracker, script)).filter((finding) => finding.code === code);
