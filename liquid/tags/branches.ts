import { fragment } from "../grammar/fragments.ts";
import { parseOperand } from "../grammar/operand.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { renderTemplates } from "../session/render-templates.ts";
import type { Later } from "../values/later.ts";
import { andThen } from "../values/later.ts";
import { areEqual } from "../values/compare.ts";
import type { Emitter, TagToken, Template } from "liquidjs";
import type { Notice } from "../grammar/notice.ts";
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

const firstValue = new RegExp(fragment);
const nextValue = new RegExp(`(?:\\s+or\\s+|\\s*,\\s*)(${fragment})`, "y");

/** `when a, b or c`; after other words nothing is read any more. */
function parseWhen({ args, begin }: TagToken, notice: Notice): readonly string[] {
  const first = firstValue.exec(args);
  if (first === null)
    throw new LiquidFailure("syntax", 'Syntax error in tag "case": write when [value] or [value] …', { offset: begin, subject: "when" });
  const values = [first[0]];
  let at = first.index + first[0].length;
  for (;;) {
    nextValue.lastIndex = at;
    const next = nextValue.exec(args);
    if (next === null) break;
    values.push(next[1] ?? "");
    at = nextValue.lastIndex;
  }
  const ignored = args.slice(at).trim();
  if (ignored !== "")
    notice({ kind: "unsupported", offset: begin, name: "when", message: `"${ignored}" after "when" is ignored by the portal.` });
  return values;
}

/** Every value of a `when` that fits renders its part, also when two of one do; `else` if none did. */
export const parseCase: ParseTag = (token, rest, parser) => {
  const [opening, ...sections] = parser.readSections(token, rest, ["when", "else"]);
  const subjectText = new RegExp(fragment).exec((opening ?? { token }).token.args)?.[0];
  if (subjectText === undefined)
    throw new LiquidFailure("syntax", 'Syntax error in tag "case": write case [value].', { offset: token.begin, subject: "case" });
  const subject = parseOperand(subjectText).evaluate;
  const branches = sections.map((section) => {
    if (section.token.name === "else") {
      if (section.token.args.trim() !== "")
        throw new LiquidFailure("syntax", 'Syntax error in tag "case": else takes nothing.', {
          offset: section.token.begin,
          subject: "case",
        });
      return { values: undefined, templates: section.templates };
    }
    return { values: parseWhen(section.token, parser.notice).map((text) => parseOperand(text).evaluate), templates: section.templates };
  });
  return (context, emitter) =>
    andThen(subject(context), (value) => {
      let isMatched = false;
      return branches.reduce<Later<unknown>>(
        (before, branch) =>
          andThen(before, () => {
            if (branch.values === undefined) return isMatched ? undefined : renderTemplates(branch.templates, context, emitter);
            return branch.values.reduce<Later<unknown>>(
              (previous, evaluate) =>
                andThen(previous, () =>
                  andThen(evaluate(context), (wanted) => {
                    if (!areEqual(value, wanted)) return undefined;
                    isMatched = true;
                    return renderTemplates(branch.templates, context, emitter);
                  }),
                ),
              undefined,
            );
          }),
        undefined,
      );
    });
};
