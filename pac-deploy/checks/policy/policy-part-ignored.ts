import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { enforcedPolicy, reportOnlyPolicy } from "./policies-of-site.ts";

const meta: CheckMeta = {
  code: "policy-part-ignored",
  severity: "warning",
  about:
    "A browser takes no notice of a directive of the policy: it stands there twice, or holds a character that is not ASCII, such as a typographic quote.",
  advice: "Put the sources of both into the first directive, and write straight quotes.",
  source: "https://www.w3.org/TR/CSP3/#parse-serialized-policy",
};

export const policyPartIgnored: Check = {
  meta,
  find: (checked) =>
    [checked.once(enforcedPolicy), checked.once(reportOnlyPolicy)].flatMap(({ policies, setting }) =>
      setting === undefined
        ? []
        : policies
            .flatMap(({ ignored }) => ignored)
            .map(({ name, reason }) => {
              const why =
                reason === "duplicate"
                  ? "it is there twice, and the first counts. Put the sources of both into that one"
                  : "it holds a character that is not ASCII, a typographic quote for instance. Write it with straight quotes";
              return siteFinding(meta.code, "warning", `Browsers take no notice of ${name} in ${setting.name}: ${why}.`, setting);
            }),
    ),
};
