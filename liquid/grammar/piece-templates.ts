import type { Context, Emitter, Template, Token } from "liquidjs";
import { encodeHtml } from "../dotnet/html-encode.ts";
import { andThen, isLater } from "../values/later.ts";
import { renderText } from "../values/render-text.ts";
import type { PageContext } from "../session/page-context.ts";
import { evaluateFiltered } from "./filtered-value.ts";
import type { FilteredValue } from "./filtered-value.ts";

/** Text as it stands. */
export function createTextTemplate(token: Token): Template {
  const text = token.getText();
  return {
    token,
    render(_context: Context, emitter: Emitter): void {
      emitter.write(text);
    },
  };
}

/** `params` is `request.params` under another name. */
const visitorRoots: ReadonlySet<string> = new Set(["user", "request", "params"]);
const encodingFilters: ReadonlySet<string> = new Set(["escape", "h", "xml_escape", "html_safe_escape", "url_escape"]);

/**
 * `{{ value }}`. What comes from the visitor is HTML-encoded unless a filter does it already
 * (https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#user). A fallback text of the template itself is not.
 */
export function createOutputTemplate(token: Token, value: FilteredValue): Template {
  const isVisitors =
    value.root !== undefined && visitorRoots.has(value.root) && !value.filterNames.some((name) => encodingFilters.has(name));
  return {
    token,
    render(context: PageContext, emitter: Emitter): unknown {
      if (isVisitors && context.session.encodeUserAndRequest) return writeEncoded(value, context, emitter);
      const result = evaluateFiltered(value, context);
      if (isLater(result)) return result.then((there) => emitter.write(there));
      emitter.write(result);
      return undefined;
    },
  };
}

function writeEncoded(value: FilteredValue, context: PageContext, emitter: Emitter): unknown {
  return andThen(value.initial(context), (initial) =>
    andThen(value.applyFilters(initial, context), (result) => {
      const text = renderText(result);
      emitter.write(initial === null || initial === undefined ? text : encodeHtml(text));
    }),
  );
}
