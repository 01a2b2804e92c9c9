import type { Finding } from "../../../contract/finding.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { webApiNeeds } from "../web-api/web-api-site.ts";

const meta = {
  code: "logical-name-in-address",
  severity: "error",
  about:
    "An address of the Web API names a table by its logical name, where the entity set name is asked for: the portal answers 400 with 9004010A.",
  advice: "Use the set's name, e.g. /_api/contacts instead of /_api/contact.",
  source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
} as const;

export const logicalNameInAddress: Check = {
  meta,
  find: (checked) => {
    const { uses, names } = checked.once(webApiNeeds);
    const told = new Set<string>();
    return uses.flatMap(({ setName, source, offset, request }): Finding[] => {
      if (setName === undefined || request === undefined || names.tableOf(setName) !== undefined || told.has(`${source.path} ${setName}`))
        return [];
      const set = names.setOf(setName);
      if (set === undefined || set === setName) return [];
      told.add(`${source.path} ${setName}`);
      return [
        findingAt(
          meta,
          source,
          offset,
          `This address names the table by its logical name, ${setName}; the Web API knows it by its set name, most likely ${set}`,
        ),
      ];
    });
  },
};
