import type { CaptureField, Configuration } from "../../contract/configuration.ts";
import type { ConfigurationFault } from "./check-configuration.ts";

/** https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact: the id, and what Dataverse computes. */
const notWritable: ReadonlySet<string> = new Set(["contactid", "fullname", "createdon", "modifiedon"]);

/** Columns in which `true` means "do not", as Dataverse has them. */
const negated = /^donot/;

/** What is wrong with the fields of the form. */
export function findFieldFaults({ path, fields }: Configuration["capture"]): ConfigurationFault[] {
  const faults = fields.flatMap((field, index) => {
    const fault = findFieldFault(field, fields.findIndex((other) => other.column === field.column) !== index);
    return fault === undefined
      ? []
      : [{ pointer: `/capture/fields/${index}/${fault.key}`, message: `capture.fields.${index}${fault.at ?? ""}: ${fault.message}` }];
  });
  // A signed-in visitor is a contact already: nothing is looked up or created by the address.
  const needsEmail = path !== "none" && path !== "A-self";
  if (needsEmail && !fields.some((field) => field.column === "emailaddress1" && isEmail(field) && field.required)) {
    faults.push({
      pointer: "/capture/fields",
      message: 'capture.fields: expected a required field {"column": "emailaddress1", "type": "email", "required": true}',
    });
  }
  return faults;
}

const isEmail = ({ type, consent }: CaptureField): boolean => type === "email" && consent === undefined;

interface FieldFault {
  /** The key of the field that is wrong. */
  readonly key: string;
  readonly at?: string;
  readonly message: string;
}

function findFieldFault({ column, type, from, required, consent }: CaptureField, isRepeated: boolean): FieldFault | undefined {
  if (isRepeated) return { key: "column", message: `${column} is listed twice` };
  if (notWritable.has(column)) {
    return { key: "column", message: `Dataverse fills in ${column} itself; expected columns a visitor can write` };
  }
  if (type === "hidden" && consent !== undefined) {
    return { key: "type", at: ".type", message: '"hidden" hides the consent question; expected no type where there is consent' };
  }
  if (type === "hidden" && from === undefined) {
    return {
      key: "type",
      message: 'the key from is missing: type "hidden" needs to know where its value comes from, such as "utm_source"',
    };
  }
  if (type !== "hidden" && from !== undefined) {
    return { key: "from", at: ".from", message: `only type "hidden" takes its value from somewhere, this field is "${type}"` };
  }
  if (type === "hidden" && required) {
    return { key: "required", at: ".required", message: "expected false: a visitor cannot fill in what is hidden" };
  }
  return consent && findConsentFault(column, consent);
}

function findConsentFault(column: string, { given, refused }: NonNullable<CaptureField["consent"]>): FieldFault | undefined {
  const key = "consent";
  const at = ".consent";
  if (typeof given !== typeof refused) {
    return { key, at, message: "expected given and refused of one kind: true and false, or the numbers of two options of a choice" };
  }
  if (given === refused) return { key, at, message: `given and refused are both ${String(given)}; expected two values` };
  if (negated.test(column) && given === true) {
    return { key, at, message: `true in ${column} means "do not": expected "given": false and "refused": true` };
  }
  return undefined;
}
