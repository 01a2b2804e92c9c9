import type { Row } from "../../portal-emulator/store/store.ts";

/** As many contacts as asked for, each with the columns of the form. */
export function* numberedContacts(count: number): Generator<Row> {
  for (let number = 0; number < count; number += 1) yield numberedContact(number);
}

export function numberedContact(number: number): { firstname: string; lastname: string; emailaddress1: string; mobilephone: string } {
  const digits = String(number).padStart(7, "0");
  return {
    firstname: `First ${digits}`,
    lastname: `Last ${digits}`,
    emailaddress1: `${mailbox}${digits}@example.com`,
    mobilephone: `+1 555 ${digits}`,
  };
}

/**
 * The address of some contact, another one for each look-up: two that were the same would let the site's read cache answer. All contacts
 * come before one comes again, far from each other in the table; then it is spelled in other capitals, which is the same address.
 * @param lookUp its number, below 128 times the number of contacts
 */
export function lookUpAddress(lookUp: number, contacts: number): string {
  const { emailaddress1 } = numberedContact((lookUp * stride) % contacts);
  const spelling = Math.floor(lookUp / contacts);
  const capitals = Array.from(mailbox).map((letter, index) => ((spelling >> index) & 1 ? letter.toUpperCase() : letter));
  return capitals.join("") + emailaddress1.slice(mailbox.length);
}

const mailbox = "visitor";
/** A prime: it divides no number of contacts in use here. */
const stride = 7919;
