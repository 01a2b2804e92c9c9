/**
 * Tables of Dataverse whose rows are about people, and what they tell. Accounts are left out of the first rank: they are organisations, with the numbers and
 * addresses of whoever answers there.
 * https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact
 */
export const peopleTables: Readonly<Record<string, string>> = {
  account: "organisations with their telephone numbers and email addresses",
  activitypointer: "correspondence with people",
  adx_externalidentity: "how people sign in",
  adx_invitation: "invitations, whose codes let whoever has them in",
  annotation: "notes and the files attached to other rows",
  appointment: "appointments of people",
  contact: "people with their names, addresses and telephone numbers",
  email: "emails",
  incident: "what customers have reported",
  lead: "people with their names, addresses and telephone numbers",
  phonecall: "telephone calls with people",
  systemuser: "the organisation's own staff",
};

/** Columns that hold what belongs to one person; the end of a name counts, so that a publisher's prefix does not matter. */
const personal =
  /(?:^|_)(?:e_?mail(?:_?address)?\d?|(?:tele|mobile|home|work|cell|business)?_?phone(?:_?(?:number|no))?\d?|mobile(?:_?(?:number|no))?|first_?name|last_?name|surname|birth_?date|date_?of_?birth|dob|ssn|passport(?:_?(?:number|no))?)$/i;

export const isPersonalColumn = (column: string): boolean => personal.test(column);
