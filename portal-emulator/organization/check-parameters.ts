import { faults } from "./faults.ts";
import type { MessageParameters } from "./organization.ts";
import type { CustomApi, CustomApiParameter } from "./plugin.ts";

type Value = MessageParameters[string];

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;
const isWhole = (value: Value): boolean => typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= 0x7f_ff_ff_ff;
const isNumber = (value: Value): boolean => typeof value === "number" && Number.isFinite(value);

const tests: Readonly<Record<CustomApiParameter["type"], (value: Value) => boolean>> = {
  Boolean: (value) => typeof value === "boolean",
  DateTime: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  Decimal: isNumber,
  Entity: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  // A reference is the row's id, as in a lookup.
  EntityReference: (value) => typeof value === "string" && guid.test(value),
  Float: isNumber,
  Guid: (value) => typeof value === "string" && guid.test(value),
  Integer: isWhole,
  Money: isNumber,
  Picklist: isWhole,
  String: (value) => typeof value === "string",
  StringArray: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
};

export function isOfType(value: Value, type: CustomApiParameter["type"]): boolean {
  return tests[type](value);
}

/** Throws the fault for a parameter that is missing, unknown or of another type. Of a bound API, `Target` is the row's id. */
export function checkParameters(api: CustomApi, parameters: MessageParameters): void {
  const declared: readonly CustomApiParameter[] =
    api.boundTable === undefined ? api.parameters : [...api.parameters, { uniqueName: "Target", type: "EntityReference" }];
  for (const name of Object.keys(parameters)) {
    if (!declared.some(({ uniqueName }) => uniqueName === name)) throw faults.parameterUnknown(name, api.uniqueName);
  }
  for (const { uniqueName, type, isOptional } of declared) {
    const value = parameters[uniqueName];
    if (value === undefined || value === null) {
      if (isOptional !== true) throw faults.invalidArgument(`The required parameter '${uniqueName}' of ${api.uniqueName} is missing.`);
    } else if (!isOfType(value, type)) {
      throw faults.invalidArgument(`The parameter '${uniqueName}' of ${api.uniqueName} is no ${type}.`);
    }
  }
}
