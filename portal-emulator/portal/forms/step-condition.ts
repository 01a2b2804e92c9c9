import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import type { CellValue, Row } from "../../store/store.ts";

/** A condition step's expression that cannot be read. */
export class ConditionFault extends Error {
  override readonly name = "ConditionFault";
}

type Test = (row: Row) => boolean;

/** Longest first: `==*` begins as `==` does. */
const operators = ["==*", "!=*", "==", "=*", "~=", "!=", ">=", "<=", "=", ">", "<"] as const;
type Operator = (typeof operators)[number];

/** Deep enough for anything a person writes. */
const maxDepth = 50;

/**
 * `new_categorycode = 750101 & (gendercode = 2 | gendercode = 3)`. And binds closer than or; text is compared without case, `*` in a pattern stands for
 * anything (both assumed). Throws ConditionFault.
 * https://learn.microsoft.com/power-pages/configure/add-conditional-step
 */
export function parseStepCondition(text: string, table: TableDefinition): Test {
  let at = 0;
  let depth = 0;
  const skipBlanks = (): void => {
    while (/\s/.test(text.charAt(at))) at += 1;
  };
  const take = (word: string): boolean => {
    skipBlanks();
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  };
  const parseOr = (): Test => {
    const tests = [parseAnd()];
    while (take("|")) tests.push(parseAnd());
    return (row) => tests.some((test) => test(row));
  };
  const parseAnd = (): Test => {
    const tests = [parseOne()];
    while (take("&")) tests.push(parseOne());
    return (row) => tests.every((test) => test(row));
  };
  const parseOne = (): Test => {
    depth += 1;
    if (depth > maxDepth) throw new ConditionFault(`The condition is nested more than ${maxDepth} deep.`);
    const test = parseNested();
    depth -= 1;
    return test;
  };
  const parseNested = (): Test => {
    if (take("(")) {
      const inner = parseOr();
      if (!take(")")) throw new ConditionFault(`The condition lacks ")" at character ${at + 1}: ${text}`);
      return inner;
    }
    if (!text.startsWith("!=", at) && take("!")) {
      const inner = parseOne();
      return (row) => !inner(row);
    }
    return parseComparison();
  };
  const parseComparison = (): Test => {
    skipBlanks();
    const name = /^\w+/.exec(text.slice(at))?.[0] ?? "";
    at += name.length;
    const operator = operators.find((one) => take(one));
    if (name === "" || operator === undefined) throw new ConditionFault(`The condition is not readable at character ${at + 1}: ${text}`);
    if (findColumn(table, name.toLowerCase()) === undefined)
      throw new ConditionFault(`The condition names a column that ${table.name} has not: ${name}`);
    const value = /^[^&|()]*/.exec(text.slice(at))?.[0] ?? "";
    at += value.length;
    return compare(name.toLowerCase(), operator, unquote(value.trim()));
  };
  const test = parseOr();
  skipBlanks();
  if (at < text.length) throw new ConditionFault(`The condition is not readable at character ${at + 1}: ${text}`);
  return test;
}

function compare(column: string, operator: Operator, value: string): Test {
  const like = new RegExp(`^${value.split("*").map(escapePattern).join(".*")}$`, "isu");
  return (row) => {
    const cell = row[column] ?? null;
    switch (operator) {
      case "=":
      case "==":
        return order(cell, value) === 0;
      case "!=":
        return order(cell, value) !== 0;
      case "=*":
      case "==*":
      case "~=":
        return cell !== null && like.test(String(cell));
      case "!=*":
        return cell === null || !like.test(String(cell));
      default: {
        const result = order(cell, value);
        if (result === undefined) return false;
        return operator === ">" ? result > 0 : operator === "<" ? result < 0 : operator === ">=" ? result >= 0 : result <= 0;
      }
    }
  };
}

/** undefined: one of them is no value, or they cannot be compared. */
function order(cell: CellValue, value: string): number | undefined {
  if (cell === null) return /^(?:null)?$/i.test(value) ? 0 : undefined;
  if (typeof cell === "boolean") return Number(cell) - (/^(?:true|1)$/i.test(value) ? 1 : 0);
  if (typeof cell === "number") return value === "" || Number.isNaN(Number(value)) ? undefined : cell - Number(value);
  const [one, other] = [cell.toLowerCase(), value.toLowerCase()];
  return one === other ? 0 : one < other ? -1 : 1;
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

const unquote = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
