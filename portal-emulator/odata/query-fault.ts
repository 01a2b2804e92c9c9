/**
 * syntax: not OData, or not in this place · unknown-column · type-mismatch · too-complex · not-supported: real, but the emulator has not built it.
 */
export const queryFaultCodes = ["syntax", "unknown-column", "type-mismatch", "too-complex", "not-supported"] as const;
export type QueryFaultCode = (typeof queryFaultCodes)[number];

/** A query option that cannot be answered; whoever answers the request turns it into that API's own error. */
export class QueryFault extends Error {
  override readonly name = "QueryFault";
  readonly code: QueryFaultCode;
  /** Characters from the start of the option's value; undefined where the fault is not in one place. */
  readonly position: number | undefined;

  constructor(code: QueryFaultCode, message: string, position?: number) {
    super(position === undefined ? message : `${message} (at position ${position})`);
    this.code = code;
    this.position = position;
  }
}
