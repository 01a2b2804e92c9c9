import { attempt } from "../../../identity/attempt.ts";
import { matchText, type ConnectSource, type ConsentWord } from "./source.ts";

/** A DOM event of the site's own consent tool, on whatever element, with the answer in one of its properties. Before the first one nobody has answered. */
export const connectSource: ConnectSource = ({ window, settings }, changed) => {
  const { consentName = "", consentProperty = "detail" } = settings;
  let word: ConsentWord = "";
  // On the way down, so that events that do not bubble pass here too.
  window.addEventListener(
    consentName,
    (event) => {
      // Each step leads to a member of whatever the page has put there, or nowhere; a pattern reads it as text. What cannot be read is no answer.
      word =
        attempt(() => {
          const value = consentProperty
            .split(".")
            .reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], event);
          return matchText((value as string | undefined) ?? "", settings);
        }) || "";
      changed();
    },
    true,
  );
  return () => word;
};
