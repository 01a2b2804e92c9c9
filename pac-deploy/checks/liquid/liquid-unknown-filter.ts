import type { Check, CheckMeta } from "../check.ts";
import { describeProblems } from "./describe-problems.ts";

const meta: CheckMeta = {
  code: "liquid-unknown-filter",
  severity: "warning",
  about: "A filter that the portal does not have: the value stays as it was, or an error is printed in its place.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters",
};

const instead: Readonly<Record<string, string>> = {
  json: 'there is no filter for JSON; write the value as data-value="{{ … | escape }}" of an element and read that in the script',
  jsonify: 'there is no filter for JSON; write the value as data-value="{{ … | escape }}" of an element and read that in the script',
  raw: "nothing but user and request is encoded, so leave it out",
  safe: "nothing but user and request is encoded, so leave it out",
  url_param_escape: "use url_escape",
  handleize: "use downcase and replace",
  money: "use format, or decimals",
};

export const liquidUnknownFilter: Check = {
  meta,
  find: (checked) =>
    describeProblems(meta, checked, ({ kind, name = "" }) =>
      kind === "unknown-filter"
        ? {
            severity: "warning",
            says: `The portal has no filter "${name}": the value stays as it is, or an error takes its place; ${instead[name.toLowerCase()] ?? "use one of the documented filters"}.`,
          }
        : undefined,
    ),
};
