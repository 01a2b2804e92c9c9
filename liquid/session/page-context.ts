import { Context } from "liquidjs";
import type { Liquid, Template } from "liquidjs";
import { readMember } from "../values/read-member.ts";
import type { PageSession } from "./page-session.ts";

/** What a template puts into a block, and where it stands. */
export interface BlockContent {
  readonly templates: readonly Template[];
  readonly path: string;
}

/** The variables of a page in document order, and the session they belong to. */
export class PageContext extends Context {
  readonly session: PageSession;
  /** Overriding contents of the blocks of the layout being rendered, most derived first. */
  blocks: Map<string, readonly BlockContent[]> = new Map();

  constructor(engine: Liquid, objects: Readonly<Record<string, unknown>>, session: PageSession) {
    super(objects, engine.options, {}, { liquid: engine });
    this.session = session;
  }

  /** Innermost scope first, then the page's objects. */
  readVariable(name: string): unknown {
    const scopes = this["scopes"];
    for (let at = scopes.length - 1; at >= 0; at--) {
      const scope = scopes[at];
      if (scope !== undefined && name in scope) return scope[name];
    }
    if (Object.hasOwn(this.environments, name)) return this.environments[name];
    return name === "now" ? this.session.host.now() : undefined;
  }

  /** `assign` and `capture` write to the page, also from inside an include or a loop. */
  writeVariable(name: string, value: unknown): void {
    this.bottom()[name] = value;
  }

  override readProperty(target: object, key: unknown): unknown {
    return readMember(target, key);
  }
}
