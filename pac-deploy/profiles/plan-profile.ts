import { findSecret } from "../../access/find-secret.ts";
import { kitVersion } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import { lineEndForNewFile } from "../../site/line-ends.ts";
import type { Site } from "../../site/site.ts";
import { fingerprintAccess } from "../plan/fingerprint-access.ts";
import { planEdits } from "../plan/plan-edits.ts";
import type { Plan } from "../plan/plan.ts";
import { sha256 } from "../plan/sha256.ts";
import { hideProfileSecrets } from "./hide-profile-secrets.ts";
import { profilePath } from "./profile-paths.ts";
import { setOverride, type Override } from "./set-override.ts";

export interface PlanProfileInput {
  readonly tag: string;
  /** Text of the profile; undefined: there is none yet. */
  readonly text: string | undefined;
  readonly overrides: readonly Override[];
}

/**
 * What writing values into a profile changes in the site folder: this one file, which is a person's like the configuration, so `remove` leaves it alone.
 * @throws UserError `profile-secret-in-clear`, or what setOverride throws
 */
export function planProfile(site: Site, { tag, text, overrides }: PlanProfileInput): Plan {
  for (const override of overrides) assertNoSecret(override);
  const path = profilePath(tag);
  const lineEnd = lineEndForNewFile(site.texts, ".yml");
  const after = overrides.reduce<string | undefined>((profile, override) => setOverride(profile, override, { path, lineEnd }), text);
  const texts = (value: string | undefined): Map<string, string> => new Map(value === undefined ? [] : [[path, value]]);
  const edits = planEdits(texts(text), texts(after), () => `what the environments of ${tag} have otherwise`);
  const hide = (value: string | undefined): string | undefined => (value === undefined ? undefined : hideProfileSecrets(value, site));
  return {
    version: 1,
    action: "profile",
    kitVersion,
    site: { kind: site.kind, model: site.model, websiteId: site.website.id, name: site.website.name },
    edits,
    before: Object.fromEntries(edits.map((edit) => [edit.path, text === undefined ? null : sha256(text)])),
    accessBefore: fingerprintAccess(site.texts),
    opens: [],
    closes: [],
    findings: [],
    texts: edits.map((edit) => ({ path: edit.path, before: hide(text), after: hide(after) })),
  };
}

function assertNoSecret({ table, name, value }: Override): void {
  const what = findSecret(table === "adx_sitesetting" ? name : "", value);
  if (what === undefined) return;
  throw new UserError("profile-secret-in-clear", `the value for ${name} is ${what}, and a profile lies in version control`, {
    exitCode: 1,
    hint: `Write '\${OS.NAME}' in its place, and set NAME where the deployment runs. Nothing was written.`,
  });
}
