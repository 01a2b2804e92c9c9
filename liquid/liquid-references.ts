import type { LiquidPiece } from "./read-pieces.ts";
import type { LiquidPath, ReadValue } from "./read-value.ts";

export interface ReferencePlace {
  /** UTF-16 offset in the source. */
  readonly offset: number;
  /** Where the `substitution` around it begins; undefined: none is. */
  readonly substitution: number | undefined;
  /** Within a tag that may leave its body out, or is for another template to replace. */
  readonly isConditional: boolean;
  /** How many loops are around it. */
  readonly loops: number;
}

/** `include` or `extends`. */
export interface TemplateReference extends ReferencePlace {
  readonly kind: "include" | "extends";
  /** undefined: a variable says. */
  readonly name: string | undefined;
  /** Its parameters: names as they are written, values as text. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `entityform`, `webform` or `entitylist`. */
export interface ComponentReference extends ReferencePlace {
  readonly kind: "entityform" | "webform" | "entitylist";
  readonly by: "name" | "id" | "key";
  /** undefined: a variable says. */
  readonly value: string | undefined;
}

/** How a path is used. `target`: what `editable` shows. */
export type PathUse = "output" | "assign" | "condition" | "loop" | "argument" | "target";

export interface PathReference extends ReferencePlace {
  readonly path: LiquidPath;
  readonly use: PathUse;
  /** Names of the filters it goes through; of an output's or an assignment's own value only. */
  readonly filters: readonly string[];
}

/** A name that the source gives a value. */
export interface VariableReference extends ReferencePlace {
  /** In lower case. */
  readonly name: string;
  readonly by: "assign" | "capture" | "loop" | "query" | "view";
  /** Of an `assign`. */
  readonly value: ReadValue | undefined;
  /** Of a loop: what it runs over. */
  readonly over: LiquidPath | undefined;
}

/** `editable snippets 'Name'`. */
export interface SnippetReference extends ReferencePlace {
  readonly name: string;
  readonly hasDefault: boolean;
  readonly rendersLiquid: boolean;
}

/** What a source of Liquid refers to, each list in the order of the source. */
export interface LiquidReferences {
  readonly pieces: readonly LiquidPiece[];
  readonly templates: readonly TemplateReference[];
  readonly components: readonly ComponentReference[];
  readonly editables: readonly SnippetReference[];
  readonly paths: readonly PathReference[];
  readonly variables: readonly VariableReference[];
  /** Every `fetchxml`. */
  readonly queries: readonly ReferencePlace[];
}
