import type { EmulatorContext } from "../emulator-context.ts";
import type { RowReference } from "../odata/payload/payload.ts";
import type { PathLiteral } from "../odata/parse-path.ts";
import type { Caller, OrganizationService } from "../organization/organization.ts";
import type { Preferences } from "./preferences.ts";

/** What differs between the parts of a batch. */
export interface PartOfCall {
  /** As it came; of a batch, the part. */
  readonly request: Request;
  readonly url: URL;
  /** `HEAD` is answered as `GET`. */
  readonly method: string;
  readonly preferences: Preferences;
  /** Below the root, without a leading slash, still percent-encoded. */
  readonly path: string;
}

/** One request to the organization, or one part of a batch, once its caller is known. */
export interface OrgCall extends PartOfCall {
  readonly context: EmulatorContext;
  readonly caller: Caller;
  /** Address of the service, without a trailing slash. */
  readonly root: string;
  /** Reads a part of a batch. Throws OrgFault. */
  readPart(request: Request): PartOfCall;
  readonly service: OrganizationService;
  readonly functions: OrgFunctions;
  /** Several messages, all or nothing; in a change set they join its transaction. */
  transact<Result>(work: (service: OrganizationService) => Promise<Result>): Promise<Result>;
  /** Names what was changed, for the log. */
  effect(words: string): void;
  /** In a change set, what `$<Content-ID>` in a body stands for. */
  readonly contentIds: ReadonlyMap<string, RowReference>;
  /** Tells which row the request made or changed, for the change set's later parts. */
  wrote(reference: RowReference): void;
}

/**
 * A function of the organization that is no custom API: it answers `GET <name>(<parameters>)` with a JSON object, which gets its `@odata.context`.
 * Parameters come without their aliases. It may throw any fault.
 */
export type OrgFunction = (
  parameters: ReadonlyMap<string, PathLiteral>,
  call: Pick<OrgCall, "context" | "caller" | "service" | "root">,
) => Promise<Readonly<Record<string, unknown>>>;

/** By name; case counts. */
export type OrgFunctions = ReadonlyMap<string, OrgFunction>;
