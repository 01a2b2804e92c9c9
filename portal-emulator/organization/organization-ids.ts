/** Ids of the emulated organization, as `org` and the pages of the portal show them; they mean nothing. */
export const organizationIds = {
  businessUnit: "00000000-0000-4000-8000-00000000b001",
  organization: "00000000-0000-4000-8000-00000000c001",
  tenant: "00000000-0000-4000-8000-00000000d001",
  environment: "00000000-0000-4000-8000-00000000e001",
} as const;
