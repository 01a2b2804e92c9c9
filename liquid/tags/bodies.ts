import { encodeHtml } from "../dotnet/html-encode.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { renderTemplates } from "../session/render-templates.ts";
import { andThen } from "../values/later.ts";
import type { ParseTag } from "./page-tag.ts";

/** `comment` and `manifest`: what stands inside is never looked at. */
export const parseIgnoredBody: ParseTag = (token, rest, parser) => {
  parser.readRawBody(token, rest);
  return () => undefined;
};

/** `raw` and `literal`: what stands inside is printed as it is. */
export const parseVerbatimBody: ParseTag = (token, rest, parser) => {
  const text = parser.readRawBody(token, rest).getText();
  return (_context, emitter) => emitter.write(text);
};

/**
 * `substitution`: a hole in a cached header, rendered per request with the page's objects and none of its variables; its own failures stay inside.
 * https://learn.microsoft.com/power-pages/configure/liquid/template-tags#substitution
 */
export const parseSubstitution: ParseTag = (token, rest, parser) => {
  const raw = parser.readRawBody(token, rest);
  try {
    const templates = parser.parseRange(raw.input, raw.begin, raw.end);
    return (context, emitter) => {
      const { session } = context;
      const body = { templates, path: session.path };
      if (session.leaveHole !== undefined) return emitter.write(session.leaveHole(body));
      return session.renderPart(body, session.createFreshContext(context), emitter);
    };
  } catch (error) {
    if (!(error instanceof LiquidFailure)) throw error;
    parser.notice({
      kind: error.kind,
      offset: error.offset ?? token.begin,
      message: error.message,
      ...(error.subject === undefined ? {} : { name: error.subject }),
    });
    return (_context, emitter) => emitter.write(`Liquid error: ${encodeHtml(error.message)}`);
  }
};

/** Prints its body when it differs from what this tag, wherever on the page, printed last. */
export const parseIfChanged: ParseTag = (token, rest, parser) => {
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  // one for the whole page, whichever tag it was
  const register = "ifchanged";
  return (context, emitter) => {
    const own = new PageEmitter();
    return andThen(renderTemplates(body, context, own), () => {
      if (context.getRegister<string | undefined>(register) === own.buffer) return;
      context.setRegister(register, own.buffer);
      emitter.write(own.buffer);
    });
  };
};
