import { recordKey, type DeployedRecord, type SiteRecords } from "./site-records.ts";

/** Records as a value that JSON can hold. */
export const renderRecords = ({ records, ...rest }: SiteRecords): object => ({ ...rest, records: [...records.values()] });

/** @param value what {@link renderRecords} gave, whose checksum was found right */
export function parseRecords(value: unknown): SiteRecords {
  const { records, ...rest } = value as Omit<SiteRecords, "records"> & { readonly records: readonly DeployedRecord[] }; // as renderRecords wrote it
  return { ...rest, records: new Map(records.map((record) => [recordKey(record), record])) };
}
