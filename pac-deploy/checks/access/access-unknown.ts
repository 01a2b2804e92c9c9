import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { accessOf } from "./open-tables-of-site.ts";

const meta: CheckMeta = {
  code: "access-unknown",
  severity: "cannot-conclude",
  about: "The site uses enhanced authorization: Dataverse's security roles decide who may do what, and no site folder holds them.",
  advice: "Look at the security roles in Dataverse; no finding about access means nothing here.",
  source: "https://learn.microsoft.com/power-pages/security/unify-pages-security-with-dataverse",
};

export const accessUnknown: Check = {
  meta,
  find(checked) {
    const says = checked.once(accessOf).cannotConclude;
    return says === undefined ? [] : [siteFinding(meta.code, "cannot-conclude", says, checked.site.website)];
  },
};
