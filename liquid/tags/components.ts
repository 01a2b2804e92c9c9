import type { TagToken } from "liquidjs";
import { evaluateTagArguments, parseTagArguments } from "../grammar/tag-arguments.ts";
import type { ComponentKind, FormKind, FormPlace, ViewKind } from "../liquid-host.ts";
import { createLiquidObject } from "../liquid-object.ts";
import type { PageContext } from "../session/page-context.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { renderTemplates } from "../session/render-templates.ts";
import { andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { renderText } from "../values/render-text.ts";
import { finishScope } from "./loops.ts";
import type { ParseTag } from "./page-tag.ts";
import { renderPlaceholder } from "./placeholder.ts";

/** `{% entityform name: 'X' %}`: the host's form, or a placeholder. */
export function parseForm(kind: FormKind): ParseTag {
  return (token) => {
    const list = parseTagArguments(token.args);
    return (context, emitter) =>
      andThen(evaluateTagArguments(list, context), (arguments_) => {
        const { host } = context.session;
        const html =
          host.renderForm?.(kind, arguments_, createFormPlace(token, context)) ??
          renderPlaceholder(context.session, token, "no form is at hand");
        return andThen(html, (text) => emitter.write(text));
      });
  };
}

function createFormPlace(token: TagToken, { session }: PageContext): FormPlace {
  return {
    notice: (message) => session.report({ kind: "unsupported", text: token.input, offset: token.begin, name: token.name, message }),
    render(source) {
      const emitter = new PageEmitter();
      return andThen(session.renderSource(source, session.createContext(), emitter), () => emitter.buffer);
    },
  };
}

/** `{% powerbi … %}` and its kin: the host's markup, or a placeholder. */
export function parseComponent(kind: ComponentKind): ParseTag {
  return (token) => {
    const list = parseTagArguments(token.args);
    return (context, emitter) =>
      andThen(evaluateTagArguments(list, context), (arguments_) =>
        andThen(renderComponent(kind, arguments_, token, context), (html) => emitter.write(html)),
      );
  };
}

function renderComponent(
  kind: ComponentKind,
  arguments_: Readonly<Record<string, unknown>>,
  token: TagToken,
  context: PageContext,
): Later<string> {
  const { host } = context.session;
  return host.renderComponent === undefined
    ? renderPlaceholder(context.session, token, "the component needs a real portal")
    : host.renderComponent(kind, arguments_);
}

/** Under this name, which no template can spell, a view finds the list around it. */
const listVariable = "#entitylist";
const namedView = /^\s*(\w+)\s*=(?!=)/;

/**
 * `{% entityview … %} … {% endentityview %}`: the body sees the view under the tag's name, or under another: `{% entityview mine = id: … %}`.
 * A list or view that is not found leaves the body out.
 * https://learn.microsoft.com/power-pages/configure/liquid/dataverse-liquid-tags
 */
export function parseView(kind: ViewKind): ParseTag {
  return (token, rest, parser) => {
    const list = parseTagArguments(token.args);
    const variable = namedView.exec(token.args)?.[1] ?? kind;
    const body = parser.readSections(token, rest)[0]?.templates ?? [];
    return (context, emitter) =>
      andThen(evaluateTagArguments(list, context), (arguments_) =>
        andThen(openView(kind, arguments_, token, context), (view) => {
          if (view === undefined && context.session.host.openView !== undefined) return undefined;
          const scope: Record<string, unknown> = Object.create(null);
          scope[variable] = view;
          if (kind === "entitylist") scope[listVariable] = view;
          context.push(scope);
          return finishScope(context, () => renderTemplates(body, context, emitter));
        }),
      );
  };
}

function openView(
  kind: ViewKind,
  arguments_: Readonly<Record<string, unknown>>,
  token: TagToken,
  context: PageContext,
): Later<object | undefined> {
  const { session } = context;
  const warn = (message: string): void =>
    session.report({ kind: "unsupported", text: token.input, offset: token.begin, name: token.name, message });
  if (session.host.openView !== undefined) {
    const list = context.readVariable(listVariable);
    return session.host.openView(kind, arguments_, { list: typeof list === "object" && list !== null ? list : undefined, warn });
  }
  warn(`Tag "${token.name}" finds nothing here: its body is rendered with an empty result.`);
  return emptyViews[kind](arguments_);
}

const emptyViews: Readonly<Record<ViewKind, (arguments_: Readonly<Record<string, unknown>>) => object | undefined>> = {
  entitylist: () => undefined,
  entityview: ({ page_size: pageSize }) =>
    createLiquidObject({
      members: {
        columns: [],
        records: [],
        page: 1,
        pages: [],
        page_size: pageSize ?? 10,
        total_pages: 0,
        total_records: 0,
        entity_permission_denied: false,
      },
    }),
  searchindex: ({ page, page_size: pageSize }) =>
    createLiquidObject({ members: { results: [], approximate_total_hits: 0, page: page ?? 1, page_size: pageSize ?? 10 } }),
};

/** `{% log message: 'x' level: 'Info' %}` prints nothing. https://learn.microsoft.com/power-pages/configure/liquid/dataverse-liquid-tags */
export const parseLog: ParseTag = (token) => {
  const list = parseTagArguments(token.args);
  return (context) =>
    andThen(evaluateTagArguments(list, context), ({ message, level }) => {
      context.session.host.log?.(level === undefined ? "Info" : renderText(level), renderText(message));
    });
};

/** An end tag some write for a tag that has none: ignored here, not known how the portal takes it. */
export const parseStrayEnd: ParseTag = (token, _rest, parser) => {
  parser.notice({
    kind: "unsupported",
    offset: token.begin,
    name: token.name,
    message: `"${token.name}" ends a tag that has no end: the portal may not accept it.`,
  });
  return () => undefined;
};
