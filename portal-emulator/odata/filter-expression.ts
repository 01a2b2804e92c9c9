import type { ComparisonOperator, LiteralOperand, TextTest } from "../query/filter.ts";

/** A `$filter` as written; names are not yet looked up in a table. */
export type FilterExpression =
  | { readonly kind: "and" | "or"; readonly operands: readonly FilterExpression[] }
  | { readonly kind: "not"; readonly operand: FilterExpression }
  | { readonly kind: "compare"; readonly operator: ComparisonOperator; readonly left: WrittenOperand; readonly right: WrittenOperand }
  | { readonly kind: "text"; readonly test: TextTest; readonly column: PathOperand; readonly pattern: string }
  | { readonly kind: "in"; readonly column: PathOperand; readonly values: readonly LiteralOperand[] }
  | QueryFunctionCall
  | Lambda;

export type WrittenOperand = PathOperand | LiteralOperand;

/** A column, after the navigation properties that lead to it. */
export interface PathOperand {
  readonly kind: "path";
  readonly segments: readonly string[];
  /** Characters from the start of the filter's text. */
  readonly position: number;
}

/** `Microsoft.Dynamics.CRM.<name>(PropertyName='...',...)` */
export interface QueryFunctionCall {
  readonly kind: "call";
  /** Without the namespace. */
  readonly name: string;
  readonly arguments: ReadonlyMap<string, ArgumentValue>;
  readonly position: number;
}

export type ArgumentValue = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** `<collection>/any(x:...)` or `<collection>/all(x:...)` */
export interface Lambda {
  readonly kind: "lambda";
  readonly quantifier: "any" | "all";
  readonly path: PathOperand;
  /** undefined: `any()`. Paths of the body begin with the variable. */
  readonly body: { readonly variable: string; readonly filter: FilterExpression } | undefined;
}
