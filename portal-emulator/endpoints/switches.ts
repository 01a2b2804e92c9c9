import type { EmulatorSwitches } from "../emulator-context.ts";

/** Every value a switch takes. */
const values: { readonly [Name in keyof EmulatorSwitches]: readonly EmulatorSwitches[Name][] } = {
  tokenFaultStatus: [401, 403, "by-cause"],
  createIdHeaders: [
    ["entityid", "OData-EntityId", "Location"],
    ["entityid", "OData-EntityId"],
    ["OData-EntityId", "Location"],
    ["entityid"],
    ["OData-EntityId"],
    ["Location"],
    [],
  ],
  singleRowWithoutSelect: ["refused", "allowed-columns"],
  tokenLifetime: ["session", "20m", "24h"],
  missingTokenCode: ["90040107", "90040108"],
  tokenOnReads: ["needless", "required"],
  errorCodeCase: ["upper", "lower", "empty"],
  appendRights: ["documented", "both-sides"],
  returnRepresentation: ["refused", "row"],
  wildcardFields: ["refused", "every-column"],
  tableWithoutFields: ["refused", "key-only"],
  primaryKeyColumn: ["must-be-listed", "always-readable"],
  disabledTableName: ["entity-set", "logical-name"],
  disableODataFilter: ["obeyed", "ignored"],
  readCache: ["on", "off"],
  chainedODataReads: ["refused", "answered"],
  totalRecordCount: ["shown", "absent"],
  fetchNotEqual: ["skips-null", "takes-null"],
  quotedGuids: ["refused", "taken"],
  throttledStatus: [429, 503],
  conflictStatus: [412, 400],
  duplicateKeyCode: ["0x80060892", "0x80040237"],
  anonymousReads: ["by-permission", "blocked"],
  scopedCreates: ["unchecked", "related"],
  polymorphicParents: ["notes-only", "any"],
  anonymousRoleOfSignedIn: ["no", "yes"],
  apiUnauthorized: ["raw", "redirect"],
  expiredSession: ["anonymous", "unauthorized"],
  anonymousPortalUser: ["empty", "absent"],
  serviceProtection: ["off", "on"],
  audit: ["on", "off"],
  pluginFaults: ["passed-on", "isv-unexpected"],
  rulesWithoutPage: ["nothing", "everything"],
  pendingLinks: ["expire", "last"],
  expiredRows: ["kept", "removed"],
  returningVisitors: ["anew", "re-attached"],
  authIdForm: ["lower-case", "any-guid"],
  backStamping: ["changed-profiles", "new-links"],
  personalizationTop: ["capped", "refused"],
  personalizationHistory: ["cookie", "customer"],
  journeysEvents: ["elsewhere", "shared-tables"],
  trackerOptOutHook: ["journeys", "both"],
  trackerUserConsent: ["ignored", "obeyed"],
  trackerNavigation: ["page-loads", "history"],
  serverLogicEnvelope: ["camelCase", "PascalCase"],
  serverLogicFaultStatus: [500, 200],
  serverLogicMaxTimeoutSeconds: [120, 240],
  serverLogicRestrictedTexts: ["everywhere", "code"],
  serverLogicOutboundCalls: ["allowed", "blocked"],
};

export type SwitchChange =
  { readonly ok: true; readonly changes: Partial<EmulatorSwitches> } | { readonly ok: false; readonly message: string };

/** Reads what `PATCH /_emulator/switches` was sent: known names with values they take, or a message that names what is allowed. */
export function parseSwitchChange(body: unknown): SwitchChange {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return { ok: false, message: `expected an object with some of ${Object.keys(values).join(", ")}` };
  }
  for (const [name, value] of Object.entries(body)) {
    const allowed = new Map<string, readonly unknown[]>(Object.entries(values)).get(name);
    if (allowed === undefined) return { ok: false, message: `${name} is no switch; there are ${Object.keys(values).join(", ")}` };
    if (!allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
      return { ok: false, message: `${name}: expected one of ${allowed.map((one) => JSON.stringify(one)).join(", ")}` };
    }
  }
  return { ok: true, changes: body };
}
