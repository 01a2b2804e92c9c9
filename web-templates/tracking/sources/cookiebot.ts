import { isEvery, wordOf, type ConnectSource } from "./source.ts";

interface CookiebotWindow {
  readonly Cookiebot?: {
    readonly hasResponse: boolean;
    /** Each category, and how it came about: "explicit", "implied" or null. */
    readonly consent: Readonly<Record<string, boolean | string | null>>;
  };
}

/** Cookiebot: every category of the setting has to be accepted. https://www.cookiebot.com/en/developer/ */
export const connectSource: ConnectSource = ({ window, settings }, changed) => {
  for (const what of ["ConsentReady", "Accept", "Decline"]) window.addEventListener(`CookiebotOn${what}`, changed);
  return () => {
    const { hasResponse, consent } = (window as CookiebotWindow).Cookiebot || {};
    if (!consent) return "";
    const isImplied = consent["method"] === "implied";
    const isAnswered = hasResponse && !isImplied;
    return wordOf(isAnswered, (isAnswered || isImplied) && isEvery(settings, (category) => consent[category]));
  };
};
