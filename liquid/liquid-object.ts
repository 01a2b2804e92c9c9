import { Drop } from "liquidjs";

/** What an object shows to Liquid. */
export interface LiquidObjectParts {
  /**
   * Members by name; names are compared without regard to case and underscores (`Open_In_New_Window`, `open_in_new_window`, `OpenInNewWindow`).
   * A function is called at the first use, once; what it gives, also as a promise, is the member.
   */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Anything that is not a member: `snippets["Name"]`; undefined or null is nil. May give a promise. */
  readonly index?: (key: string | number) => unknown;
  /** What a `for` runs over, and what `size`, `first`, `last` and `contains` look at. */
  readonly items?: () => readonly unknown[];
  /** What `{{ object }}` prints; nothing by default. */
  readonly text?: () => string;
}

/** An object of the page, such as `website` or `weblinks["Default"]`; unknown members are nil. */
export class LiquidObject extends Drop {
  readonly #parts: LiquidObjectParts;
  #names: Map<string, string> | undefined;
  #computed: Map<string, unknown> | undefined;

  constructor(parts: LiquidObjectParts) {
    super();
    this.#parts = parts;
  }

  /** A member, or what the indexer gives for the key. */
  readMember(key: string | number): unknown {
    const name = this.#findName(String(key));
    if (name === undefined) return this.#parts.index?.(key);
    const member = this.#parts.members?.[name];
    if (typeof member !== "function") return member;
    this.#computed ??= new Map();
    // a member that is a function takes nothing, by LiquidObjectParts
    if (!this.#computed.has(name)) this.#computed.set(name, (member as () => unknown)());
    return this.#computed.get(name);
  }

  /** Most keys are written as the member is named; the others are looked for without case and underscores, which takes ten times as long. */
  #findName(key: string): string | undefined {
    const { members } = this.#parts;
    if (members === undefined || Object.hasOwn(members, key)) return members && key;
    this.#names ??= new Map(Object.keys(members).map((name) => [normalizeName(name), name]));
    return this.#names.get(normalizeName(key));
  }

  readItems(): readonly unknown[] | undefined {
    return this.#parts.items?.();
  }

  override toString(): string {
    return this.#parts.text?.() ?? "";
  }

  /** The way plain liquidjs asks. */
  override liquidMethodMissing(key: string | number): unknown {
    return this.readMember(key);
  }
}

export function createLiquidObject(parts: LiquidObjectParts): LiquidObject {
  return new LiquidObject(parts);
}

function normalizeName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
