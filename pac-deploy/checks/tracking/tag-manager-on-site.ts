import type { Check } from "../check.ts";
import { describeWithScript } from "./describe-with-script.ts";

const code = "tag-manager-on-site";

export const tagManagerOnSite: Check = {
  meta: {
    code,
    severity: "cannot-conclude",
    about: "The site loads a tag manager beside the kit's tracker: whether its container brings another tracker is decided there.",
  },
  find: (checked) => describeWithScript(checked, code),
};
