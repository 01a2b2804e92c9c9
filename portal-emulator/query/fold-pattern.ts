import type { Collation } from "../../contract/emulator.ts";
import { foldText } from "../store/fold-text.ts";

/**
 * A pattern in the form of the texts it is matched with. Its trailing blanks count, as in T-SQL; those of the texts do not, where T-SQL counts
 * them: texts are kept without.
 */
export function foldPattern(pattern: string, collation: Collation): string {
  return foldText(`${pattern}|`, collation).slice(0, -1);
}
