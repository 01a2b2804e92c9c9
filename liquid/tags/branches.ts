import { findArgumentsOffset } from "../grammar/page-parser.ts";
import { fragment } from "../grammar/fragments.ts";
import { parseOperand } from "../grammar/operand.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { renderTemplates } from "../session/render-templates.ts";
import type { Later } from "../values/later.ts";
import { andThen } from "../values/later.ts";
import { areEqual } from "../values/compare.ts";
import type { Emitter, Template } from "liquidjs";
import type { PageContext } from "../session/page-context.ts";
import type { EvaluateCondition } from "../grammar/condition.ts";
import type { ParseTag } from "./page-tag.ts";

interface Branch {
  readonly holds: EvaluateCondition;
  readonly templates: readonly Template[];
}

/** `if` and `unless`; `elseif` is `elsif`. Anything after `else` is ignored. */
export function parseIf(wanted: boolean): ParseTag {
  return (token, rest, parser) => {
    const sections = parser.readSections(token, rest, ["elsif", "elseif", "else"]);
    const branches = sections.map((section, at): Branch => {
      if (section.token.name === "else") return { holds: () => true, templates: section.templates };
      const holds = parser.parseCondition(section.token);
      return { holds: at === 0 && !wanted ? (context) => andThen(holds(context), (is) => !is) : holds, templates: section.templates };
    });
    return (context, emitter) => renderFirst(branches, 0, context, emitter);
  };
}

function renderFirst(branches: readonly Branch[], from: number, context: PageContext, emitter: Emitter): Later<void> {
  for (let at = from; at < branches.length; at++) {
    const branch = branches[at];
    if (branch === undefined) continue;
    const holds = branch.holds(context);
    if (holds === true) return renderTemplates(branch.templates, context, emitter);
    if (holds !== false) {
      const next = at + 1;
      return holds.then((is) => (is ? renderTemplates(branch.templates, context, emitter) : renderFirst(branches, next, context, emitter)));
    }
  }
}

/** Every `when` that fits is rendered; `else` if none was. */
export const parseCase: ParseTag = (token, rest, parser) => {
  const [opening, ...sections] = parser.readSections(token, rest, ["when", "else"]);
  const subject = parser.parseValue((opening ?? { token }).token.args, findArgumentsOffset(token)).initial;
  const branches = sections.map((section) => {
    if (section.token.name === "else") {
      if (section.token.args.trim() !== "")
        throw new LiquidFailure("syntax", 'Syntax error in tag "case": else takes nothing.', {
          offset: section.token.begin,
          subject: "case",
        });
      return { values: undefined, templates: section.templates };
    }
    const values = Array.from(section.token.args.matchAll(new RegExp(fragment, "g")), (match) => match[0]).filter((text) => text !== "or");
    return { values: values.map((text) => parseOperand(text).evaluate), templates: section.templates };
  });
  return (context, emitter) =>
    andThen(subject(context), (value) => {
      let isMatched = false;
      return branches.reduce<Later<unknown>>(
        (before, branch) =>
          andThen(before, () => {
            if (branch.values === undefined) return isMatched ? undefined : renderTemplates(branch.templates, context, emitter);
            return andThen(isAnyEqual(branch.values, value, context), (fits) => {
              if (!fits) return undefined;
              isMatched = true;
              return renderTemplates(branch.templates, context, emitter);
            });
          }),
        undefined,
      );
    });
};

function isAnyEqual(values: readonly ((context: PageContext) => unknown)[], subject: unknown, context: PageContext): Later<boolean> {
  return values.reduce<Later<boolean>>(
    (before, evaluate) => andThen(before, (found) => found || andThen(evaluate(context), (value) => areEqual(subject, value))),
    false,
  );
}
