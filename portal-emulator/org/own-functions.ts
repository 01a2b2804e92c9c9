import { organizationIds } from "../organization/organization-ids.ts";
import type { OrgFunction, OrgFunctions } from "./org-call.ts";

/** A 9.2 version; which one is of no meaning. */
const version = "9.2.0.0";

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/whoami */
const whoAmI: OrgFunction = async (_, { caller }) => ({
  BusinessUnitId: organizationIds.businessUnit,
  UserId: caller.userId,
  OrganizationId: organizationIds.organization,
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
      OrganizationId: organizationIds.organization,
      FriendlyName: "Portal emulator",
      OrganizationVersion: version,
      EnvironmentId: organizationIds.environment,
      DatacenterId: "00000000-0000-0000-0000-000000000000",
      Geo: "",
      TenantId: organizationIds.tenant,
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
