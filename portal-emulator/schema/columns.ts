import type { ChoiceOption, ColumnDefinition, ColumnEvidence, ColumnType } from "./table-definition.ts";

// Columns are made from their schema names: a logical name is the schema name in lower case.
// https://learn.microsoft.com/power-apps/developer/data-platform/entity-metadata#naming-metadata-items

export function column(schemaName: string, type: ColumnType, parts: Partial<ColumnDefinition> = {}): ColumnDefinition {
  const name = schemaName.toLowerCase();
  return { name, ...(name === schemaName ? {} : { schemaName }), type, evidence: "documented", ...parts };
}

/** The row's own id. */
export function id(schemaName: string): ColumnDefinition {
  return column(schemaName, "uniqueidentifier");
}

export function text(maxLength: number, ...schemaNames: readonly string[]): ColumnDefinition[] {
  return schemaNames.map((name) => column(name, "string", { maxLength }));
}

export function memo(maxLength: number, ...schemaNames: readonly string[]): ColumnDefinition[] {
  return schemaNames.map((name) => column(name, "memo", { maxLength }));
}

/** Columns without more to say than their type. */
export function plain(type: ColumnType, ...schemaNames: readonly string[]): ColumnDefinition[] {
  return schemaNames.map((name) => column(name, type));
}

/** Two-option columns that start as No. */
export function flags(...schemaNames: readonly string[]): ColumnDefinition[] {
  return schemaNames.map((name) => column(name, "boolean", { initial: false }));
}

/** A two-option column with words of its own for No and Yes. */
export function flagOf(schemaName: string, no: string, yes: string, initial = false): ColumnDefinition {
  return column(schemaName, "boolean", {
    options: [
      { value: 0, label: no },
      { value: 1, label: yes },
    ],
    initial,
  });
}

/** A choice whose options are numbered from 1. */
export function choice(schemaName: string, labels: readonly string[], initial?: number): ColumnDefinition {
  return choiceOf(
    schemaName,
    labels.map((label, index) => ({ value: index + 1, label })),
    initial,
  );
}

export function choiceOf(schemaName: string, options: readonly ChoiceOption[], initial?: number): ColumnDefinition {
  return column(schemaName, "choice", { options, ...(initial === undefined ? {} : { initial }) });
}

export function lookup(schemaName: string, ...targets: readonly string[]): ColumnDefinition {
  return column(schemaName, "lookup", { targets });
}

export function readOnly(columns: readonly ColumnDefinition[]): ColumnDefinition[] {
  return columns.map((one) => ({ ...one, readOnly: true }));
}

export function indexed(columns: readonly ColumnDefinition[]): ColumnDefinition[] {
  return columns.map((one) => ({ ...one, indexed: true }));
}

export function evidence(kind: ColumnEvidence, columns: readonly ColumnDefinition[]): ColumnDefinition[] {
  return columns.map((one) => ({ ...one, evidence: kind }));
}

/** State and the reasons for it, each with its state's value; a new row has the first of both. */
export function states(options: readonly (readonly [state: string, reasons: Readonly<Record<number, string>>])[]): ColumnDefinition[] {
  const reasons = options.flatMap(([, labels], state) =>
    Object.entries(labels).map(([value, label]) => ({ value: Number(value), label, state })),
  );
  const [first] = reasons;
  return [
    choiceOf(
      "StateCode",
      options.map(([label], value) => ({ value, label })),
      0,
    ),
    choiceOf("StatusCode", reasons, first?.value),
  ];
}

/** A choice whose options are numbered from 0. */
export function choiceFromZero(schemaName: string, labels: readonly string[], initial?: number): ColumnDefinition {
  return choiceOf(
    schemaName,
    labels.map((label, value) => ({ value, label })),
    initial,
  );
}

/** What imports and time zones leave in the rows of the standard tables. */
export function importColumns(): ColumnDefinition[] {
  return plain("integer", "ImportSequenceNumber", "TimeZoneRuleVersionNumber", "UTCConversionTimeZoneCode");
}

/** Dates, version and writers of every table a user or team owns. Only users own rows here; teams and business units are not built. */
export function ownedColumns(): ColumnDefinition[] {
  return [
    ...systemColumns(),
    column("OverriddenCreatedOn", "datetime"),
    lookup("OwnerId", "systemuser"),
    ...readOnly([lookup("OwningUser", "systemuser"), lookup("CreatedBy", "systemuser"), lookup("ModifiedBy", "systemuser")]),
  ];
}

/** https://learn.microsoft.com/power-apps/maker/data-platform/types-of-fields */
export function systemColumns(): ColumnDefinition[] {
  return readOnly([...plain("datetime", "CreatedOn", "ModifiedOn"), ...plain("bigint", "VersionNumber")]);
}
