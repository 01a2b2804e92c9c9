import { attempt } from "../../../identity/attempt.ts";
import { isEvery, wordOf, type ConnectSource } from "./source.ts";

/** An entry of the data layer: `gtag("consent", "update", {ad_storage: "granted"})` pushes its arguments. */
type ConsentCommand = Readonly<Record<0 | 1, unknown>> & { readonly 2?: Readonly<Record<string, unknown>> };

interface GoogleWindow {
  dataLayer?: ConsentCommand[];
}

/**
 * Google's Consent Mode: what the site's tool tells Google's tags. An `update` is the visitor's answer, a `default` for all regions what is implied without one;
 * one for some regions says nothing here, where the region is not known. https://developers.google.com/tag-platform/security/guides/consent
 */
export const connectSource: ConnectSource = ({ window, settings }, changed) => {
  const updates: Record<string, unknown> = {};
  const defaults: Record<string, unknown> = {};
  const layer = ((window as GoogleWindow).dataLayer ||= []);
  // Anything may be pushed there, and whoever pushes it must not hear of us.
  const take = (entry: ConsentCommand): void =>
    attempt(() => {
      const { 0: command, 1: kind, 2: values } = entry;
      if (command === "consent" && values && (kind === "update" || !values["region"])) {
        Object.assign(kind === "update" ? updates : defaults, values);
        changed();
      }
    });
  layer.forEach(take);
  const { push } = layer;
  // The tag manager puts its own there, on whatever it finds: each calls the one before it.
  layer.push = (...entries) => {
    entries.forEach(take);
    return push.apply(layer, entries);
  };
  return () =>
    wordOf(
      isEvery(settings, (purpose) => purpose in updates),
      isEvery(settings, (purpose) => (updates[purpose] || defaults[purpose]) === "granted"),
    );
};
