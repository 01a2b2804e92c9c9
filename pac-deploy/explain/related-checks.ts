const columns = ["web-api-column-not-listed", "web-api-wildcard", "web-api-without-columns", "web-api-column-list"];
/** What keeps a permission from counting, whichever privilege is missing. */
const permissions = ["permission-without-role", "permission-for-nobody", "permission-scope-invalid", "permission-parent-broken"];
const tokens = ["token-missing", "token-stored"];

/** Checks that look for what makes a portal answer with a code. */
export const relatedChecks: Readonly<Record<string, readonly string[]>> = {
  "90040101": columns,
  "90040102": permissions,
  "90040103": permissions,
  "90040104": permissions,
  "90040105": permissions,
  "90040106": permissions,
  "90040107": tokens,
  "90040108": tokens,
  "90040109": tokens,
  "9004010A": ["logical-name-in-address", "permission-relationship-missing"],
  "9004010C": ["web-api-table-not-enabled", "web-api-set-name"],
  "90040120": permissions,
};
