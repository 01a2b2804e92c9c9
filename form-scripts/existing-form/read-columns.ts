/** A contact column, and what the form calls the input its value comes from. */
export type ColumnSource = readonly [column: string, input: string];

/** Reads `emailaddress1:pk_email, firstname`: where nothing follows a column, the input is called like it. */
export function readColumns(list: string): ColumnSource[] {
  return (list.match(/[\w:]+/g) || []).map((entry) => {
    const [column = "", input = column] = entry.split(":");
    return [column, input];
  });
}
