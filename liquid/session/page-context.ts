import { Context } from "liquidjs";
import type { Liquid, Template } from "liquidjs";
import { RenderingStopped } from "../liquid-failure.ts";
import { readMember } from "../values/read-member.ts";
import type { PageSession } from "./page-session.ts";

/** What a template puts into a block, and where it stands. */
export interface BlockContent {
  readonly templates: readonly Template[];
  readonly path: string;
}

const listElementBytes = 8;

/** Steps that together take far less than a millisecond. */
const stepsPerClockCheck = 1024;

/** The variables of a page in document order, and the session they belong to. */
export class PageContext extends Context {
  readonly session: PageSession;
  /** Overriding contents of the blocks of the layout being rendered, most derived first. */
  blocks: Map<string, readonly BlockContent[]> = new Map();
  /** What `increment` and `decrement` have counted; variables of the same name hide them, and they hide the page's objects. */
  readonly counters: Map<string, number> = new Map();
  #steps = 0;

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
    const counter = this.counters.get(name);
    if (counter !== undefined) return counter;
    return this.readObject(name);
  }

  /** Of the page, whatever variables there are. */
  readObject(name: string): unknown {
    if (Object.hasOwn(this.environments, name)) return this.environments[name];
    return name === "now" ? this.session.host.now() : undefined;
  }

  /** `assign` and `capture` write to the page, also from inside an include or a loop. */
  writeVariable(name: string, value: unknown): void {
    this.bottom()[name] = value;
  }

  /** Throws RenderingStopped once the source's time is up. */
  assertTime(): void {
    try {
      this.renderLimit.check(performance.now());
    } catch (error) {
      throw new RenderingStopped("The template took too long.", { cause: error });
    }
  }

  /** For work within one piece that grows with what it is done on: a loop's rounds, the comparisons of a sort. */
  countStep(): void {
    if (++this.#steps % stepsPerClockCheck === 0) this.assertTime();
  }

  /** A list takes its elements' places; asked for before it is made, so that it is not made in vain. */
  useListMemory(length: number): void {
    this.memoryLimit.use(length * listElementBytes);
  }

  /** For a list that is counted once it is there, and must not be made if there is no room for it. */
  checkListMemory(length: number): void {
    this.memoryLimit.check(length * listElementBytes);
  }

  override readProperty(target: object, key: unknown): unknown {
    return readMember(target, key);
  }
}
