import type { EmulatorAddresses, EmulatorOrigin } from "../contract/emulator.ts";
import type { Site } from "../site/site.ts";
import type { Organization } from "./organization/organization.ts";
import type { Schema } from "./schema/schema.ts";
import type { Solution } from "./solution/solution.ts";
import type { Store } from "./store/store.ts";
import type { EmulatorSwitches } from "./switches.ts";
import type { ReadCache } from "./web-api/read-cache.ts";

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

/** seed: rows were added · reset: all are gone · restore: they are as in a snapshot. */
export type DataReplacement = "seed" | "reset" | "restore";

/** What the parts of the emulator share. */
export interface EmulatorContext {
  /** Committed rows only. Whatever Dataverse would see as a message goes through `organization`. */
  readonly store: Store;
  readonly schema: Schema;
  /** What is known of the organization's forms and views; absent: nothing, they are assumed. */
  readonly solution?: Solution;
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
  /** The site's server cache of rows: what the Web API, server logic and Liquid read goes through it, and each write through the site clears its tables. */
  readonly readCache: ReadCache;
  /** Runs `forget` whenever rows were put in place behind everybody's back. A seed is a change made past the site; caches and sessions must not outlive the others. */
  onDataReplaced(forget: (how: DataReplacement) => void): void;
  readonly switches: EmulatorSwitches;
}

export type { EmulatorOrigin };
