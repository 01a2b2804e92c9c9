import type { OrgFunction, OrgFunctions } from "./org-call.ts";

// The emulated organization's ids mean nothing.
const businessUnitId = "00000000-0000-4000-8000-00000000b001";
const organizationId = "00000000-0000-4000-8000-00000000c001";
const environmentId = "00000000-0000-4000-8000-00000000e001";
const tenantId = "00000000-0000-4000-8000-00000000d001";
/** A 9.2 version; which one is of no meaning. */
const version = "9.2.0.0";

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami */
const whoAmI: OrgFunction = async (_, { caller }) => ({
  BusinessUnitId: businessUnitId,
  UserId: caller.userId,
  OrganizationId: organizationId,
});

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveversion */
const retrieveVersion: OrgFunction = async () => ({ Version: version });

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrievecurrentorganization */
const retrieveCurrentOrganization: OrgFunction = async (_, { context }) => {
  const endpoints = {
    WebApplication: `${context.addresses.org}/`,
    OrganizationService: `${context.addresses.org}/XRMServices/2011/Organization.svc`,
    OrganizationDataService: `${context.addresses.org}/XRMServices/2011/OrganizationData.svc`,
  };
  return {
    Detail: {
      OrganizationId: organizationId,
      FriendlyName: "Portal emulator",
      OrganizationVersion: version,
      EnvironmentId: environmentId,
      DatacenterId: "00000000-0000-0000-0000-000000000000",
      Geo: "",
      TenantId: tenantId,
      UrlName: "emulator",
      UniqueName: "emulator",
      State: "Enabled",
      SchemaType: "Full",
      OrganizationType: "Developer",
      Endpoints: { Count: 3, IsReadOnly: false, Keys: Object.keys(endpoints), Values: Object.values(endpoints) },
    },
  };
};

/** Functions every organization has. */
export const ownFunctions: OrgFunctions = new Map([
  ["WhoAmI", whoAmI],
  ["RetrieveVersion", retrieveVersion],
  ["RetrieveCurrentOrganization", retrieveCurrentOrganization],
]);
