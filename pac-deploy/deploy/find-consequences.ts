import { createAccess } from "../../access/create-access.ts";
import type { Access, AccessPersona, Privilege, RowScope } from "../../access/access.ts";
import type { ColumnRight, Site, WebRole } from "../../site/site.ts";
import { subtractOpenings } from "../plan/subtract-openings.ts";
import type { Opening } from "../plan/plan.ts";

/** What a deployment changes about who may do what. */
export interface Consequences {
  readonly opens: readonly Opening[];
  readonly closes: readonly Opening[];
  /** Rights on rows that no column goes with (delete, append), and what cannot be told, in words. */
  readonly says: readonly string[];
}

/** What each web role may do in one site and not in the other, through table permissions, Web API settings and column permissions. Pure. */
export function findConsequences(before: Site | undefined, after: Site): Consequences {
  const former = before === undefined ? nothing : listAbilities(before);
  const now = listAbilities(after);
  return {
    opens: subtractOpenings(now.openings, former.openings),
    // Who gets every column loses none.
    closes: subtractOpenings(former.openings, now.openings).filter((closed) => !now.openings.some((open) => isEverythingOf(open, closed))),
    says: [
      ...now.rows.filter((sentence) => !former.rows.includes(sentence)),
      ...former.rows.filter((sentence) => !now.rows.includes(sentence)).map((sentence) => `no longer: ${sentence}`),
      ...(now.unclear === undefined ? [] : [now.unclear]),
    ],
  };
}

const isEverythingOf = (open: Opening, { table, role, rows, rights }: Opening): boolean =>
  open.columns.includes("*") &&
  open.table === table &&
  open.role === role &&
  open.rows === rows &&
  rights.every((right) => open.rights.includes(right));

interface Abilities {
  readonly openings: readonly Opening[];
  readonly rows: readonly string[];
  readonly unclear: string | undefined;
}

const nothing: Abilities = { openings: [], rows: [], unclear: undefined };

/** Table permissions by the right on columns that they make possible. */
const columnRights: readonly (readonly [Privilege, ColumnRight])[] = [
  ["read", "read"],
  ["create", "create"],
  ["write", "update"],
];
const rowRights = ["delete", "append", "appendTo"] as const;

function listAbilities(site: Site): Abilities {
  const access = createAccess(site);
  const tables = [...new Set(site.tablePermissions.filter(({ active, table }) => active && table !== "").map(({ table }) => table))];
  const openings: Opening[] = [];
  const rows: string[] = [];
  for (const role of site.roles.filter(({ active }) => active)) {
    const persona = personaOf(role);
    for (const table of tables) {
      for (const [privilege, right] of columnRights) openings.push(...findOpening({ access, role, persona, table, privilege, right }));
      for (const privilege of rowRights) {
        const whose = findRows(access, table, privilege, persona);
        if (whose === undefined) continue;
        const which = whose === "own" ? `their own rows of ${table}` : `every row of ${table}`;
        rows.push(`whoever has the web role "${role.name}" has the right ${privilege} on ${which}`);
      }
    }
  }
  return { openings, rows, unclear: access.cannotConclude };
}

/** Somebody with this one role. Access types that start from a contact mean nothing to a visitor who is not signed in. */
const personaOf = (role: WebRole): AccessPersona => ({ contactId: role.isAnonymous ? undefined : "signed-in", roleIds: [role.id] });

interface Question {
  readonly access: Access;
  readonly role: WebRole;
  readonly persona: AccessPersona;
  readonly table: string;
  readonly privilege: Privilege;
  readonly right: ColumnRight;
}

function findOpening({ access, role, persona, table, privilege, right }: Question): Opening[] {
  const whose = findRows(access, table, privilege, persona);
  if (whose === undefined) return [];
  const settings = access.webApi(table);
  const decision = access.allowedColumns(table, right, persona);
  const isWild = settings.enabled && settings.columns === "wildcard";
  const columns = isWild ? ["*"] : settings.enabled && decision.kind === "columns" ? decision.columns : [];
  return [{ table, columns, rights: [right], ...(whose === "own" ? { rows: "own" as const } : {}), role: role.name }];
}

/** undefined: none. A right that cannot be judged counts as open. */
function findRows(access: Access, table: string, privilege: Privilege, persona: AccessPersona): "every" | "own" | undefined {
  const decision = access.decideRows(table, privilege, persona);
  if (decision.kind === "denied" || decision.kind === "broken") return undefined;
  if (decision.kind === "not-supported") return access.cannotConclude === undefined ? "every" : undefined;
  return decision.scopes.every(isOwn) ? "own" : "every";
}

const isOwn = (scope: RowScope): boolean => (scope.kind === "parent" ? isOwn(scope.parent) : scope.kind !== "global");
