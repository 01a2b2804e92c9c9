import type { Emitter, Liquid } from "liquidjs";
import { createPlaceFinder } from "../../contract/place.ts";
import type { ParsedSource } from "../grammar/page-parser.ts";
import { LiquidFailure, RenderingStopped, shortenMessage } from "../liquid-failure.ts";
import type { LiquidHost, LiquidProblem, LiquidSource, ProblemKind } from "../liquid-host.ts";
import { afterwards, andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { PageContext } from "./page-context.ts";
import type { BlockContent } from "./page-context.ts";
import { PageEmitter } from "./page-emitter.ts";
import { renderFailure, renderTemplates } from "./render-templates.ts";

const maxDepth = 50;
/** Time for one source with all it includes; the database is asked within it. */
const renderLimitMs = 10_000;

/** After a source that took longer, others' requests get their turn before the next: a page has several, each with a limit of its own. */
const longRenderMs = 100;

export interface SessionParts {
  readonly engine: Liquid;
  readonly host: LiquidHost;
  readonly parse: (text: string) => ParsedSource;
  readonly objects: Readonly<Record<string, unknown>>;
  readonly encodeUserAndRequest: boolean;
  readonly leaveHole: LeaveHole | undefined;
}

/** Keeps the body of a `substitution` for later; gives the text that stands for it until then. */
export type LeaveHole = (body: BlockContent) => string;

interface Report {
  readonly kind: ProblemKind;
  readonly text: string;
  readonly offset: number;
  readonly name?: string;
  readonly message: string;
}

/** One page, or one cached header: what is rendered in it shares its variables in document order. */
export class PageSession {
  readonly problems: LiquidProblem[] = [];
  /** Texts, outputs and tags rendered so far. */
  pieces = 0;
  readonly host: LiquidHost;
  readonly encodeUserAndRequest: boolean;
  /** undefined: the body of a `substitution` is rendered where it stands. */
  readonly leaveHole: LeaveHole | undefined;
  readonly #parts: SessionParts;
  readonly #context: PageContext;
  readonly #reported = new Set<string>();
  readonly #findPlace = createPlaceFinder();
  #path = "";
  #depth = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.host = parts.host;
    this.encodeUserAndRequest = parts.encodeUserAndRequest;
    this.leaveHole = parts.leaveHole;
    this.#context = this.createContext();
  }

  /** The same objects, none of the variables. */
  createContext(): PageContext {
    return new PageContext(this.#parts.engine, this.#parts.objects, this);
  }

  /** The same objects, none of the variables, and what is left of another's time and memory. */
  createFreshContext({ renderLimit, memoryLimit }: PageContext): PageContext {
    return Object.assign(this.createContext(), { renderLimit, memoryLimit });
  }

  async render(source: LiquidSource): Promise<string> {
    const context = this.#context;
    // fresh limits per source; liquidjs makes limiters with contexts only
    const { renderLimit, memoryLimit } = this.createContext();
    Object.assign(context, { renderLimit, memoryLimit });
    const began = performance.now();
    const text = await this.#renderWhole(source, context, (emitter) => this.renderSource(source, context, emitter));
    if (performance.now() - began > longRenderMs) await new Promise((resolve) => setImmediate(resolve));
    return text;
  }

  /** What a `substitution` left for later: the page's objects, none of its variables. */
  async renderHole(body: BlockContent): Promise<string> {
    const context = this.createFreshContext(this.#context);
    return this.#renderWhole({ path: body.path, text: "" }, context, (emitter) => this.renderPart(body, context, emitter));
  }

  async #renderWhole({ path, text }: LiquidSource, context: PageContext, render: (emitter: Emitter) => Later<void>): Promise<string> {
    const emitter = new PageEmitter();
    try {
      await render(emitter);
    } catch (error) {
      if (!(error instanceof RenderingStopped)) throw error;
      // It has been left on the way here.
      this.#path = path;
      this.report({ kind: "runtime", text, offset: 0, message: error.message });
      emitter.buffer = `${emitter.buffer.slice(0, 1_000_000)}${renderFailure("runtime", error.message)}`;
    } finally {
      context.breakCalled = context.continueCalled = false;
      while (context["scopes"].length > 1) context.pop();
      this.#depth = 0;
      this.#path = "";
    }
    return emitter.buffer;
  }

  /** A page, an included template, a layout or a text rendered as Liquid: its failure to parse is all that shows of it. */
  renderSource(source: LiquidSource, context: PageContext, emitter: Emitter): Later<void> {
    const parsed = this.#parts.parse(source.text);
    return this.#within(source.path, () => {
      for (const notice of parsed.notices) this.report({ ...notice, text: source.text });
      const isStrict = this.host.dialect?.tagsOverLines === "refused";
      const failure = parsed.failure ?? (isStrict ? parsed.overLines : undefined);
      if (failure === undefined) return renderTemplates(parsed.templates, context, emitter);
      this.report({ ...failure, text: source.text });
      emitter.write(renderFailure("syntax", failure.message));
      return undefined;
    });
  }

  /** A part of a parsed source, such as a block, that is rendered elsewhere. */
  renderPart({ templates, path }: BlockContent, context: PageContext, emitter: Emitter): Later<void> {
    return this.#within(path, () => renderTemplates(templates, context, emitter));
  }

  /** Of the source being rendered. */
  get path(): string {
    return this.#path;
  }

  /** A text that a template prints, such as a snippet's value; where the host knows no file of it, problems are reported under the current path and `what`. */
  renderText(text: string, what: string, context: PageContext): Later<string> {
    if (!text.includes("{{") && !text.includes("{%")) return text;
    const emitter = new PageEmitter();
    return andThen(
      this.renderSource({ path: this.host.findFile?.(text) ?? `${this.#path} (${what})`, text }, context, emitter),
      () => emitter.buffer,
    );
  }

  report({ text, offset, ...given }: Report): void {
    const problem = { ...given, message: shortenMessage(given.message) };
    const key = `${problem.kind}\n${this.#path}\n${offset}\n${problem.message}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.problems.push({ ...problem, path: this.#path, ...this.#findPlace(text, offset) });
  }

  #within(path: string, render: () => Later<void>): Later<void> {
    if (this.#depth >= maxDepth) throw new LiquidFailure("runtime", `Nesting too deep: more than ${maxDepth} templates within each other.`);
    const outer = this.#path;
    this.#path = path;
    this.#depth++;
    const leave = (): void => {
      this.#path = outer;
      this.#depth--;
    };
    return afterwards(render, leave);
  }
}

/** Options that say how long and how large a render may be. */
export const sessionLimits = { renderLimit: renderLimitMs, memoryLimit: 100_000_000 };
