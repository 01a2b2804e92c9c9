import { fragment } from "../grammar/fragments.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { andThen } from "../values/later.ts";
import { readMember } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import type { ParseTag } from "./page-tag.ts";
import { renderPlaceholder } from "./placeholder.ts";

const siteMarkerPattern = new RegExp(`\\bsitemarker\\s*:\\s*(${fragment})`, "i");

/**
 * `{% redirect sitemarker: "Home" %}` sends the visitor to the marked page. Not documented; in the open-source ancestor the name is taken as it is
 * written, without double quotes: a variable or single quotes name no site marker.
 */
export const parseRedirect: ParseTag = (token) => {
  const name = siteMarkerPattern.exec(token.args)?.[1]?.replaceAll('"', "");
  return (context, emitter) => {
    if (name === undefined)
      throw new LiquidFailure("runtime", 'Syntax error in tag "redirect": write redirect sitemarker:"[name]".', { subject: "redirect" });
    return andThen(context.readObject("sitemarkers"), (siteMarkers) =>
      andThen(readMember(siteMarkers, name), (siteMarker) =>
        andThen(readMember(siteMarker, "url"), (url) => {
          if (url === null || url === undefined)
            throw new LiquidFailure("runtime", "The sitemarker is unavailable", { subject: "redirect" });
          const { host } = context.session;
          if (host.redirect === undefined) emitter.write(renderPlaceholder(context.session, token, "no redirect is possible"));
          else host.redirect(renderText(url));
        }),
      ),
    );
  };
};

/** `{% outputcache cacheability: 'Public' %}` changes a header of the answer and prints nothing; the emulated portal leaves the header alone. */
export const parseOutputCache: ParseTag = (token, _rest, parser) => {
  parser.notice({
    kind: "unsupported",
    offset: token.begin,
    name: "outputcache",
    message: 'Tag "outputcache" has no effect here: answers keep their cache headers.',
  });
  return () => undefined;
};

/** `{% param culture = 'de-DE' %}` of the engine: this one knows one culture and .NET's dates only. */
export const parseParam: ParseTag = (token, _rest, parser) => {
  if (!/[\w-]+\s*=\s*\S/.test(token.args))
    throw new LiquidFailure("syntax", 'Syntax error in tag "param": write param [name] = [value].', {
      offset: token.begin,
      subject: "param",
    });
  parser.notice({
    kind: "unsupported",
    offset: token.begin,
    name: "param",
    message: `Tag "param" has no effect here: one culture and the formats of .NET are all there is.`,
  });
  return () => undefined;
};
