import { createAccess } from "../../../access/create-access.ts";
import type { EmulatorContext, Persona } from "../../emulator-context.ts";
import { portalUserId } from "../../organization/system-users.ts";
import { perSite } from "../../per-site.ts";
import { createPermissions } from "../../permissions/create-permissions.ts";

/** Something Liquid reads of the site's tables. */
export interface DataRead {
  readonly persona: Persona;
  /** Logical names of all the tables that the answer is made of. */
  readonly tables: readonly string[];
  /** Everything else that shapes the answer, as JSON can say it: the FetchXML, the id of a row, the number of a page. */
  readonly query: unknown;
}

/** The site's server cache, for what Liquid reads. */
export interface DataCache {
  /** What this read found at most 15 minutes ago, or what `ask` finds now. Nothing that threw is kept. */
  through<Answer>(read: DataRead, ask: () => Promise<Answer>): Promise<Answer>;
  /** To be told of each write through the site: the tables' rows are read anew, for everybody. */
  forget(tables: readonly string[]): void;
}

const judge = perSite(createAccess);

/**
 * The same cache that the Web API reads from: a write through either clears what both keep of the table. Each visitor has answers of their own;
 * anonymous visitors share theirs, and so does everybody where a permission shows all rows. Documented:
 * https://learn.microsoft.com/power-pages/admin/clear-server-side-cache
 */
export function createDataCache(ctx: Pick<EmulatorContext, "organization" | "readCache" | "schema" | "site" | "switches">): DataCache {
  /** Names whose rows these are: visitors with the same share an answer. */
  const describeRows = (persona: Persona, tables: readonly string[]): unknown => {
    const { contactId } = persona;
    const reader = ctx.organization.serviceFor({ userId: portalUserId, ...(contactId === undefined ? {} : { contactId }) });
    const permissions = createPermissions({ access: judge(ctx.site()), schema: ctx.schema, persona, reader, switches: ctx.switches });
    const rows = tables.map((table) => ({ table, decision: permissions.rows(table, "read") }));
    const showsAll = rows.every(({ decision }) => decision.kind === "every");
    return [
      showsAll ? "everybody" : (contactId ?? "anonymous"),
      rows.map(({ table, decision }) => [table, decision.kind, decision.kind === "some" ? decision.filter : null]),
    ];
  };
  return {
    through(read, ask) {
      if (ctx.switches.readCache === "off") return ask();
      const tables = [...new Set(read.tables)].toSorted();
      return ctx.readCache.through(JSON.stringify(["liquid", read.query, describeRows(read.persona, tables)]), tables, ask);
    },
    forget: (tables) => ctx.readCache.forget(tables),
  };
}
