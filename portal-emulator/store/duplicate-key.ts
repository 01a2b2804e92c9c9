/** A row would repeat the values of an alternate key. https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity */
export class DuplicateKey extends Error {
  override readonly name = "DuplicateKey";
  readonly table: string;
  /** Name of the alternate key. */
  readonly key: string;

  constructor(table: string, key: string) {
    super(`Another row of ${table} has these values of the key ${key}.`);
    this.table = table;
    this.key = key;
  }
}
