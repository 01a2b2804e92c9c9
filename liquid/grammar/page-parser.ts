import { Parser, TagToken } from "liquidjs";
import type { Liquid, Template, TopLevelToken } from "liquidjs";
import { isStackOverflow, LiquidFailure, nestingMessage } from "../liquid-failure.ts";
import type { TagTable } from "../tags/page-tag.ts";
import type { EvaluateCondition } from "./condition.ts";
import type { FilteredValue } from "./filtered-value.ts";
import type { Notice, ParseNotice } from "./notice.ts";
import { createOutputTemplate, createTextTemplate } from "./piece-templates.ts";
import { tokenize } from "./tokenize.ts";
import type { PageToken } from "./tokenize.ts";
import { PageOutputToken, RawBodyToken } from "./tokens.ts";

export interface ParsedSource {
  readonly templates: readonly Template[];
  readonly notices: readonly ParseNotice[];
  /** Why there is nothing to render. */
  readonly failure: ParseNotice | undefined;
  /** The first tag or output over several lines, which a portal may not take. */
  readonly overLines: ParseNotice | undefined;
}

export interface Grammar {
  readonly engine: Liquid;
  readonly tags: TagTable;
  readonly parseValue: (markup: string, offset: number, notice: Notice) => FilteredValue;
  readonly parseCondition: (markup: string, offset: number, notice: Notice) => EvaluateCondition;
}

/** What stands between a tag, its separators (`else`, `when`) and its end. */
export interface Section {
  /** The tag the section follows. */
  readonly token: TagToken;
  readonly templates: readonly Template[];
}

/** One source being parsed. */
export class PageParser extends Parser {
  readonly #grammar: Grammar;
  readonly #rawTags: ReadonlySet<string>;
  readonly #notices: ParseNotice[];
  readonly #open: string[] = [];
  #overLines: ParseNotice | undefined;

  constructor(grammar: Grammar, notices: ParseNotice[]) {
    super(grammar.engine);
    this.#grammar = grammar;
    this.#notices = notices;
    this.#rawTags = new Set([...grammar.tags].filter(([, tag]) => tag.rawBody).map(([name]) => name));
  }

  readonly notice: Notice = (notice) => {
    this.#notices.push(notice);
  };

  override parse(source: string): Template[] {
    return this.parseRange(source, 0, source.length);
  }

  /** The part of a source between two offsets, so that places stay those of the whole. */
  parseRange(source: string, begin: number, end: number): Template[] {
    const tokens: PageToken[] = tokenize(source, { engine: this.#grammar.engine, rawTags: this.#rawTags, begin, end });
    tokens.reverse();
    // liquidjs' token classes are not exported; ours have their shape
    const rest = tokens as unknown as TopLevelToken[];
    const templates: Template[] = [];
    for (let token = rest.pop(); token !== undefined; token = rest.pop()) templates.push(this.parseToken(token, rest));
    return templates;
  }

  /** `rest` is in reverse: its last token comes next. */
  override parseToken(token: TopLevelToken, rest: TopLevelToken[]): ReturnType<Parser["parseToken"]> {
    // what liquidjs wants is a Template; its declaration lists its own three classes
    return this.#parseTemplate(token, rest) as ReturnType<Parser["parseToken"]>;
  }

  #parseTemplate(token: TopLevelToken, rest: TopLevelToken[]): Template {
    if (token instanceof TagToken) return this.#parseTag(token, rest);
    if (token instanceof PageOutputToken) {
      // the engine's pattern for an output lets no line feed in
      if (token.content.includes("\n")) this.#noticeLines(token.begin, "An output");
      return createOutputTemplate(token, this.parseValue(token.content, token.contentRange[0]));
    }
    return createTextTemplate(token);
  }

  #parseTag(token: TagToken, rest: TopLevelToken[]): Template {
    const tag = this.#grammar.tags.get(token.name);
    if (tag === undefined) throw this.#createUnknownTag(token);
    if (/[\r\n]/.test(token.content)) this.#noticeLines(token.begin, `Tag "${token.name}"`, token.name);
    return { token, render: tag.parse(token, rest, this) };
  }

  #noticeLines(offset: number, what: string, name?: string): void {
    const notice: ParseNotice = {
      kind: "unsupported",
      offset,
      message: `${what} spans lines: some portals print an error in place of the whole source.`,
      ...(name === undefined ? {} : { name }),
    };
    this.notice(notice);
    this.#overLines ??= { ...notice, kind: "syntax", message: `${what} spans lines and is not properly terminated.` };
  }

  get overLines(): ParseNotice | undefined {
    return this.#overLines;
  }

  #createUnknownTag(token: TagToken): LiquidFailure {
    const at = { offset: token.begin, subject: token.name };
    const inside = this.#open.at(-1);
    if (token.name === "else" && inside !== undefined)
      return new LiquidFailure("syntax", `Tag "${inside}" does not expect an else tag.`, at);
    if (token.name.startsWith("end") && this.#grammar.tags.has(token.name.slice(3))) {
      return new LiquidFailure(
        "syntax",
        inside === undefined ? `"${token.name}" ends nothing.` : `"${token.name}" does not end tag "${inside}": use "end${inside}".`,
        at,
      );
    }
    return new LiquidFailure("unknown-tag", `Unknown tag "${token.name}".`, at);
  }

  /** Everything up to the end of a block tag, cut at its separators. */
  readSections(opening: TagToken, rest: TopLevelToken[], separators: readonly string[] = []): readonly Section[] {
    let templates: Template[] = [];
    const sections: Section[] = [{ token: opening, templates }];
    this.#open.push(opening.name);
    for (let token = rest.pop(); token !== undefined; token = rest.pop()) {
      if (token instanceof TagToken && token.name === `end${opening.name}`) {
        this.#open.pop();
        return sections;
      }
      if (token instanceof TagToken && separators.includes(token.name)) {
        templates = [];
        sections.push({ token, templates });
      } else templates.push(this.#parseTemplate(token, rest));
    }
    throw new LiquidFailure("syntax", `Tag "${opening.name}" was never closed.`, { offset: opening.begin, subject: opening.name });
  }

  /** The body of a tag that takes it as it stands. */
  readRawBody(opening: TagToken, rest: TopLevelToken[]): RawBodyToken {
    const body = rest.pop();
    const ending = rest.pop();
    if (body instanceof RawBodyToken && ending instanceof TagToken) return body;
    throw new LiquidFailure("syntax", `Tag "${opening.name}" was never closed.`, { offset: opening.begin, subject: opening.name });
  }

  parseValue(markup: string, offset: number): FilteredValue {
    return this.#grammar.parseValue(markup, offset, this.notice);
  }

  parseCondition(token: TagToken): EvaluateCondition {
    return this.#grammar.parseCondition(token.args, findArgumentsOffset(token), this.notice);
  }
}

/** Where a tag's text after its name begins. */
export function findArgumentsOffset(token: TagToken): number {
  return token.contentRange[1] - token.args.length;
}

/** A source that does not parse is a value too: its failure, and nothing to render. */
export function parseSource(text: string, grammar: Grammar): ParsedSource {
  const notices: ParseNotice[] = [];
  try {
    const parser = new PageParser(grammar, notices);
    return { templates: parser.parse(text), notices, failure: undefined, overLines: parser.overLines };
  } catch (error) {
    const failure = error instanceof LiquidFailure ? describeFailure(error) : isStackOverflow(error) ? tooNested : undefined;
    if (failure === undefined) throw error;
    return { templates: [], notices, failure, overLines: undefined };
  }
}

const tooNested: ParseNotice = { kind: "syntax", offset: 0, message: nestingMessage };

function describeFailure(error: LiquidFailure): ParseNotice {
  return {
    kind: error.kind,
    offset: error.offset ?? 0,
    message: error.message,
    ...(error.subject === undefined ? {} : { name: error.subject }),
  };
}
