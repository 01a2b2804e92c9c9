import type { Access, AccessPersona } from "../../access/access.ts";
import { createAccess } from "../../access/create-access.ts";
import type { CheckedSite } from "../checks/check.ts";
import { readTableNames, type TableNames } from "../site-code/table-names.ts";
import type { VerifyBrowser } from "./browser/open-browser.ts";
import type { PortalAnswer, PortalClient } from "./http/portal-client.ts";

/** The site folder that the portal is to be like. */
export interface FolderView {
  readonly checked: CheckedSite;
  readonly access: Access;
  readonly stranger: AccessPersona;
  readonly names: TableNames;
}

export const viewFolder = (checked: CheckedSite): FolderView => {
  const access = createAccess(checked.site);
  return {
    checked,
    access,
    stranger: { contactId: undefined, roleIds: access.anonymousRoleIds },
    names: readTableNames(checked.site),
  };
};

/** What every step is given. */
export interface VerifyContext {
  readonly client: PortalClient;
  /** undefined: only what is seen is judged. */
  readonly folder: FolderView | undefined;
  /** A browser, or why there is none. */
  readonly browser: VerifyBrowser | { readonly missing: string };
  /** Requests that write may be tried, in a form that can change nothing. */
  readonly allowWrites: boolean;
  /** Waits for what a page does by itself. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** What `find` gave, found once: several steps look at the same pages and tables. */
  once<Value>(find: (context: VerifyContext) => Promise<Value>): Promise<Value>;
}

export function createVerifyContext(parts: Omit<VerifyContext, "once">): VerifyContext {
  const found = new Map<unknown, Promise<unknown>>();
  const context: VerifyContext = {
    ...parts,
    once<Value>(find: (context: VerifyContext) => Promise<Value>): Promise<Value> {
      const known = found.get(find) ?? find(context);
      found.set(find, known);
      // What is kept under a function is what that function gave.
      return known as Promise<Value>;
    },
  };
  return context;
}

/** The home page, as an anonymous visitor gets it. */
export const homePage = ({ client }: VerifyContext): Promise<PortalAnswer> => client.ask("/");
