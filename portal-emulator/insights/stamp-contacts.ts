import { DataverseFault } from "../organization/dataverse-fault.ts";
import type { Organization } from "../organization/organization.ts";
import { insightsUserId } from "../organization/system-users.ts";
import { profileLookup } from "./insights-tables.ts";
import type { UnifiedContact } from "./unify-contacts.ts";

export interface StampFailure {
  readonly contactId: string;
  readonly message: string;
}

export interface StampedContacts {
  readonly stamped: readonly UnifiedContact[];
  /** Refused, e.g. by a plug-in; the next refresh tries again. */
  readonly failures: readonly StampFailure[];
}

/**
 * Back-stamping: an Update message for each contact, by the service account of Customer Insights, so that plug-ins without filtering columns run.
 * In one transaction; when one of them is refused, each in its own. https://learn.microsoft.com/dynamics365/customer-insights/data/integrate-d365-apps
 */
export async function stampContacts(organization: Organization, contacts: readonly UnifiedContact[]): Promise<StampedContacts> {
  const caller = { userId: insightsUserId };
  try {
    await organization.transaction(caller, async (service) => {
      for (const { contactId, profileId } of contacts) await service.update("contact", contactId, { [profileLookup]: profileId });
    });
    return { stamped: contacts, failures: [] };
  } catch (error) {
    if (!(error instanceof DataverseFault)) throw error;
  }
  const service = organization.serviceFor(caller);
  const stamped: UnifiedContact[] = [];
  const failures: StampFailure[] = [];
  for (const contact of contacts) {
    try {
      await service.update("contact", contact.contactId, { [profileLookup]: contact.profileId });
      stamped.push(contact);
    } catch (error) {
      if (!(error instanceof DataverseFault)) throw error;
      // Deleted since it was read: the next refresh takes its profile away.
      if (error.status !== 404) failures.push({ contactId: contact.contactId, message: error.message });
    }
  }
  return { stamped, failures };
}
