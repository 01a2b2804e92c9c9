/** Ids of the ordinary rows, by the name cases and the page use. */
export const ids = {
  ada: "ada00000-0000-4000-8000-000000000001",
  ben: "be000000-0000-4000-8000-000000000002",
  cleo: "c1e00000-0000-4000-8000-000000000003",
  works: "acc00000-0000-4000-8000-000000000001",
  mill: "acc00000-0000-4000-8000-000000000002",
  deal: "dea10000-0000-4000-8000-000000000001",
  offer: "dea10000-0000-4000-8000-000000000002",
  enquiry: "1ead0000-0000-4000-8000-000000000001",
  note: "007e0000-0000-4000-8000-000000000001",
  /** No row has it. */
  nobody: "00b0d100-0000-4000-8000-000000000009",
} as const;

/** Ada belongs to the account Works, Ben to the Mill, Cleo to none. Everything is made up. */
export const ordinaryRows: Readonly<Record<string, readonly object[]>> = {
  account: [
    { accountid: ids.works, name: "Example Works", telephone1: "555-0101", numberofemployees: 12 },
    { accountid: ids.mill, name: "Example Mill", telephone1: "555-0102", numberofemployees: 30 },
  ],
  contact: [
    {
      contactid: ids.ada,
      firstname: "Ada",
      lastname: "Marlow",
      emailaddress1: "ada.marlow@example.com",
      mobilephone: "555-0111",
      numberofchildren: 2,
      gendercode: 2,
      parentcustomerid: ids.works,
    },
    {
      contactid: ids.ben,
      firstname: "Ben",
      lastname: "Okafor",
      emailaddress1: "ben.okafor@example.com",
      numberofchildren: 0,
      parentcustomerid: ids.mill,
    },
    { contactid: ids.cleo, firstname: "Cleo", lastname: "O'Neil", emailaddress1: "cleo+news@example.com" },
  ],
  opportunity: [
    { opportunityid: ids.deal, name: "Garden fence", estimatedvalue: 100, customerid: ids.ada, parentaccountid: ids.works },
    { opportunityid: ids.offer, name: "Green house", estimatedvalue: 300, customerid: ids.works, parentaccountid: ids.works },
  ],
  lead: [{ leadid: ids.enquiry, subject: "Roof tiles", lastname: "Quist" }],
  annotation: [{ annotationid: ids.note, subject: "Call back", notetext: "After lunch", objectid: ids.ada }],
};
