import { TagToken } from "liquidjs";
import type { Template } from "liquidjs";
import { fragment } from "../grammar/fragments.ts";
import { parseOperand } from "../grammar/operand.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { createLiquidObject } from "../liquid-object.ts";
import type { BlockContent, PageContext } from "../session/page-context.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { afterwards, andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { renderText } from "../values/render-text.ts";
import { findNamedSource } from "./find-named-source.ts";
import { finishScope } from "./loops.ts";
import type { ParseTag, RenderTag } from "./page-tag.ts";

const namePattern = new RegExp(fragment);

/**
 * `{% extends 'Layout' %}` comes first and only blocks follow: they replace the layout's blocks of the same name.
 * https://learn.microsoft.com/power-pages/configure/liquid/template-tags#extends
 */
export const parseExtends: ParseTag = (token, rest, parser) => {
  if (/[^\s]/.test(stripComments(token.input.slice(0, token.begin)))) {
    throw new LiquidFailure("syntax", 'Tag "extends" must be the first in its template.', { offset: token.begin, subject: "extends" });
  }
  const name = parseOperand(namePattern.exec(token.args)?.[0] ?? "").evaluate;
  const blocks = new Map<string, readonly Template[]>();
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next instanceof TagToken && next.name === "block")
      blocks.set(readBlockName(next), parser.readSections(next, rest)[0]?.templates ?? []);
    else if (next instanceof TagToken && next.name === "comment") parser.readRawBody(next, rest);
    else if (next.getText().trim() !== "") {
      throw new LiquidFailure("syntax", 'After tag "extends" only "block" tags are allowed.', { offset: next.begin, subject: "extends" });
    }
  }
  return (context, emitter) =>
    andThen(name(context), (layout) => {
      const source = findNamedSource(renderText(layout), context);
      const outer = context.blocks;
      const chains = new Map(outer);
      const path = context.session.path;
      for (const [block, templates] of blocks) chains.set(block, [...(outer.get(block) ?? []), { templates, path }]);
      return withBlocks(chains, context, () => context.session.renderSource(source, context, emitter));
    });
};

function stripComments(text: string): string {
  return text.replaceAll(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, "");
}

function readBlockName(token: TagToken): string {
  const name = /[\w-]+/.exec(token.args)?.[0];
  if (name === undefined)
    throw new LiquidFailure("syntax", 'Syntax error in tag "block": write block [name].', { offset: token.begin, subject: "block" });
  return name;
}

/** What the most derived template puts here, or the block's own content; `block.super` is what it replaces. */
export const parseBlock: ParseTag = (token, rest, parser) => {
  const name = readBlockName(token);
  const own = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context, emitter) =>
    renderLevel([...(context.blocks.get(name) ?? []), { templates: own, path: context.session.path }], 0)(context, emitter);
};

function renderLevel(levels: readonly BlockContent[], at: number): RenderTag {
  return (context, emitter) => {
    const block = createLiquidObject({ members: { super: () => renderSuper(levels, at + 1, context) } });
    const scope: Record<string, unknown> = Object.create(null);
    scope["block"] = block;
    context.push(scope);
    const level = levels[at];
    return finishScope(context, () => (level === undefined ? undefined : context.session.renderPart(level, context, emitter)));
  };
}

function renderSuper(levels: readonly BlockContent[], at: number, context: PageContext): Later<string> {
  if (at >= levels.length) return "";
  const emitter = new PageEmitter();
  return andThen(renderLevel(levels, at)(context, emitter), () => emitter.buffer);
}

/** Blocks belong to the layout being rendered: an included template has its own, or none. */
export function withBlocks(blocks: PageContext["blocks"], context: PageContext, render: () => Later<void>): Later<void> {
  const outer = context.blocks;
  context.blocks = blocks;
  const leave = (): void => {
    context.blocks = outer;
  };
  return afterwards(render, leave);
}
