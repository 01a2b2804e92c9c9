import type { EmulatorAddresses, EmulatorOrigin } from "../contract/emulator.ts";
import type { Site } from "../site/site.ts";
import type { Organization } from "./organization/organization.ts";
import type { Schema } from "./schema/schema.ts";
import type { Store } from "./store/store.ts";

/** The emulator's time; moved by `/_emulator/clock`, never by the machine's. */
export interface Clock {
  now(): Date;
}

/** Who is asking: the roles of a visitor, and the contact behind a signed-in one. */
export interface Persona {
  /** undefined: anonymous. */
  readonly contactId: string | undefined;
  readonly roleIds: readonly string[];
}

/** What the parts of the emulator share. */
export interface EmulatorContext {
  /** Committed rows only. Whatever Dataverse would see as a message goes through `organization`. */
  readonly store: Store;
  readonly schema: Schema;
  readonly organization: Organization;
  readonly clock: Clock;
  /** The site as it is on disk now; read again when files change. */
  site(): Site;
  /** Known once the ports are; tests give fixed ones. */
  readonly addresses: EmulatorAddresses;
  /** The visitor behind a request to the portal, from its session cookie. */
  persona(request: Request): Persona;
  /** Names what the current request changed, for the log, e.g. `contact created`. No personal data. */
  effect(request: Request, words: string): void;
  readonly switches: EmulatorSwitches;
}

/** Behaviour that the sources disagree on or are silent about. */
export interface EmulatorSwitches {
  /** Status of a missing or mismatched anti-forgery token: documented 401, Microsoft's client expects 403. */
  readonly tokenFaultStatus: 401 | 403;
  /** Which headers carry the id of a created row. */
  readonly createIdHeaders: readonly ("entityid" | "OData-EntityId" | "Location")[];
  /** Web API, one row without `$select`: documented as an error, observed (third party) to give the allowed columns. */
  readonly singleRowWithoutSelect: "refused" | "allowed-columns";
  /** The governance setting "Disable anonymous access" blocks anonymous reads whatever the table permissions say. */
  readonly anonymousReads: "by-permission" | "blocked";
  /** A page rule "restrict read" that names no page: whether it restricts the whole site is not documented. */
  readonly rulesWithoutPage: "nothing" | "everything";
}

export const defaultSwitches: EmulatorSwitches = {
  tokenFaultStatus: 401,
  createIdHeaders: ["entityid", "OData-EntityId", "Location"],
  singleRowWithoutSelect: "refused",
  anonymousReads: "by-permission",
  rulesWithoutPage: "nothing",
};

export type { EmulatorOrigin };
