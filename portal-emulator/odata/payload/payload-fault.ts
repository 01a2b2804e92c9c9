/**
 * unknown-property: the table has none of that name · wrong-case: it has one that is spelled otherwise · lookup-as-value: a lookup is set through its
 * navigation property · invalid-value: type, width, choice, read-only; `cdscode` says which · malformed-address · foreign-address: of another service ·
 * unknown-set: an address names no entity set · wrong-target: a row of a table the lookup does not point at · unknown-key: no active alternate key ·
 * missing-row: nothing has that alternate key · deep-update: related rows in a change.
 */
export const payloadFaultCodes = [
  "unknown-property",
  "wrong-case",
  "lookup-as-value",
  "invalid-value",
  "malformed-address",
  "foreign-address",
  "unknown-set",
  "wrong-target",
  "unknown-key",
  "missing-row",
  "deep-update",
] as const;
export type PayloadFaultCode = (typeof payloadFaultCodes)[number];

/** A body Dataverse does not take. Each surface turns it into its own error; `message` is Dataverse's, or like it, without values. */
export class PayloadFault extends Error {
  override readonly name = "PayloadFault";
  readonly code: PayloadFaultCode;
  /** The name in the body, or the address, that is at fault. */
  readonly subject: string;
  /** Dataverse's code, hexadecimal. */
  readonly cdscode: string;
  readonly status: 400 | 404;

  constructor(
    code: PayloadFaultCode,
    subject: string,
    message: string,
    options: { readonly cdscode?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.subject = subject;
    this.cdscode = options.cdscode ?? payloadCdscodes[code];
    this.status = code === "missing-row" || code === "unknown-set" ? 404 : 400;
  }
}

/** 0x80048d19, 0x80060888 and 0x8006088a are observed (third party), 0x80060891 is documented; which of them a foreign address and a wrong target get is assumed. */
const payloadCdscodes: Readonly<Record<PayloadFaultCode, string>> = {
  "unknown-property": "0x80048d19",
  "wrong-case": "0x80048d19",
  "lookup-as-value": "0x80060888",
  "invalid-value": "0x80048d19",
  "malformed-address": "0x80048d19",
  "foreign-address": "0x80048d19",
  "unknown-set": "0x8006088a",
  "wrong-target": "0x80048d19",
  "unknown-key": "0x80060888",
  "missing-row": "0x80060891",
  "deep-update": "0x80060888",
};
