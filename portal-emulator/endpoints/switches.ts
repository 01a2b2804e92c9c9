import type { EmulatorSwitches } from "../emulator-context.ts";

/** Every value a switch takes. */
const values: { readonly [Name in keyof EmulatorSwitches]: readonly EmulatorSwitches[Name][] } = {
  tokenFaultStatus: [401, 403],
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
  anonymousReads: ["by-permission", "blocked"],
  rulesWithoutPage: ["nothing", "everything"],
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
