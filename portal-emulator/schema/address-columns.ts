import { choice, plain, text } from "./columns.ts";
import type { ColumnDefinition } from "./table-definition.ts";

const shippingMethods = ["Airborne", "DHL", "FedEx", "UPS", "Postal Mail", "Full Load", "Will Call"];

/**
 * An address of a contact or an account: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact,
 * .../account. Not built: the row of the address table behind it, with its id, and the composite text.
 */
export function customerAddressColumns(number: 1 | 2 | 3, nameChars: number): ColumnDefinition[] {
  const named = (name: string): string => `Address${number}_${name}`;
  // Only the first address has choices to speak of; a new row has the single choice of the second one, and none of the third.
  const initial = number === 2 ? 1 : undefined;
  return [
    ...addressColumns(number, nameChars),
    ...text(100, named("PrimaryContactName")),
    ...(number === 1
      ? [
          choice(named("AddressTypeCode"), ["Bill To", "Ship To", "Primary", "Other"]),
          choice(named("FreightTermsCode"), ["FOB", "No Charge"]),
          choice(named("ShippingMethodCode"), shippingMethods),
        ]
      : ["AddressTypeCode", "FreightTermsCode", "ShippingMethodCode"].map((name) => choice(named(name), ["Default Value"], initial))),
  ];
}

/** An address of a lead, which has nobody to ask for and no freight terms. https://learn.microsoft.com/dynamics365/developer/reference/entities/lead */
export function leadAddressColumns(number: 1 | 2): ColumnDefinition[] {
  return [
    ...addressColumns(number, 100),
    ...["AddressTypeCode", "ShippingMethodCode"].map((name) => choice(`Address${number}_${name}`, ["Default Value"], 1)),
  ];
}

function addressColumns(number: number, nameChars: number): ColumnDefinition[] {
  const named = (...names: readonly string[]): string[] => names.map((name) => `Address${number}_${name}`);
  return [
    ...text(nameChars, ...named("Name")),
    ...text(250, ...named("Line1", "Line2", "Line3")),
    ...text(80, ...named("City", "Country")),
    ...text(50, ...named("County", "StateOrProvince", "Telephone1", "Telephone2", "Telephone3", "Fax")),
    ...text(20, ...named("PostalCode", "PostOfficeBox")),
    ...text(4, ...named("UPSZone")),
    ...plain("integer", ...named("UTCOffset")),
    ...plain("double", ...named("Latitude", "Longitude")),
  ];
}
