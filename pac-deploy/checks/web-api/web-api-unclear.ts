import type { Finding } from "../../../contract/finding.ts";
import { findingAt } from "../finding-at.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import { listSome, placeOf, webApiNeeds, webApiTables } from "./web-api-site.ts";

const meta = {
  code: "web-api-unclear",
  severity: "cannot-conclude",
  about: "Scripts ask the Web API for tables or columns that cannot be told from the text: what they need is not among what is computed.",
} as const;

export const webApiUnclear: Check = {
  meta,
  find: (checked): Finding[] => {
    const access = checked.once(accessOf);
    if (!checked.once(webApiTables).some(({ table }) => access.webApi(table).enabled)) return [];
    const { tables, unplaced } = checked.once(webApiNeeds);
    const unclear = [...unplaced, ...[...tables.values()].flatMap(({ unknown }) => unknown.filter(({ use }) => use.unknown !== undefined))];
    const [first] = unclear;
    if (first === undefined) return [];
    const others =
      unclear.length === 1 ? "" : `; as with ${unclear.length - 1} more (${listSome(unclear.slice(1).map(({ use }) => placeOf(use)))})`;
    return [findingAt(meta, first.use.source, first.use.offset, `What this asks the Web API for is not all clear: ${first.why}${others}`)];
  },
};
