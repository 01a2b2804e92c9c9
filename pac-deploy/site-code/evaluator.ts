import type { AnyNode } from "acorn";
import type { Binding, FunctionNode, Scope, ScriptCall, ScriptScopes } from "./script-scopes.ts";
import type { Pieces } from "./text-pieces.ts";

/** A node with where it stands, and what the functions around it were called with. */
export interface Placed {
  readonly node: AnyNode;
  readonly scope: Scope;
  readonly frame: Frame | undefined;
}

/** One call of a function of the script, taken as the way by which a place is reached. */
export interface Frame {
  readonly of: FunctionNode;
  readonly args: readonly Placed[];
  readonly outer: Frame | undefined;
}

export interface Evaluator {
  readonly scopes: ScriptScopes;
  /** Every text that the expression may be; a hole where it cannot be told. Never empty. */
  texts(placed: Placed): readonly Pieces[];
  /** The nodes an expression may stand for, names and calls of the script's functions followed. Never empty; one that cannot be followed stands for itself. */
  follow(placed: Placed): readonly Placed[];
  /** What is put into a name, itself not followed any further; undefined: not known. Never empty. */
  valuesPutInto(placed: Placed): readonly Placed[] | undefined;
  /** The binding of a name, with the frame to look at its values in. */
  bindingOf(placed: Placed): Binding | undefined;
  /** What stands under a key of an object; `isWhole`: nothing else can stand there. */
  member(placed: Placed, key: string): Member;
  /** Whether the arguments of a call, or what is put into the names among them, hold the word that the evaluator was made for. */
  mayMention(call: ScriptCall): boolean;
  /** Calls that are given a name as it is. */
  callsGiven(name: string): readonly ScriptCall[];
  /** Texts that have been looked at: what is in none of them has been understood by nobody. */
  readonly seen: Set<AnyNode>;
  /** What functions are taken to be called with, where no frame says it. */
  readonly assumed: Map<FunctionNode, readonly Placed[]>;
  /** Functions whose parameters were asked for and are not known. */
  readonly missing: Set<FunctionNode>;
}

export interface Member {
  readonly found: readonly Placed[];
  readonly isWhole: boolean;
}
