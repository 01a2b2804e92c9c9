import type { Configuration, ConsentConfiguration } from "../../contract/configuration.ts";
import { templateSlots } from "../../contract/names.ts";
import { trackingSettings } from "../../contract/template-slots.ts";
import type { KitFiles, TrackingVariant } from "../kit-files.ts";
import { renderOwnValue } from "./own-value.ts";
import { renderAttributes } from "./render-attributes.ts";

/** Whose answer counts: where the site says that it need not ask, nobody's. */
export const findVariant = ({ mode, source }: ConsentConfiguration): TrackingVariant => (mode === "none" ? "none" : source);

/** The settings the tracking script reads. Only the signed-in visitor's own id depends on who looks, so that alone is Liquid, outside the header's cache. */
export function fillTracking(kit: KitFiles, { consent, identify, capture, tracking }: Configuration): string {
  const variant = findVariant(consent);
  const attributes = renderAttributes({
    [trackingSettings.consentMode]: consent.mode,
    [trackingSettings.consentSource]: variant,
    ...describeSource(consent)[variant],
    [trackingSettings.respectGpc]: String(consent.respectGpc),
  });
  const authId =
    identify.key === "contactid"
      ? ""
      : ` ${trackingSettings.authId}="{% substitution %}${renderOwnValue(identify.key)}{% endsubstitution %}"`;
  // The head has no place for it: the script puts it into the body.
  const banner = tracking.placement === "head-bottom" ? `<template data-portal-kit-later>${kit.banner}</template>\n` : kit.banner;
  return kit.tracking[variant]
    .replaceAll(templateSlots.settings, () => attributes + authId)
    .replaceAll(templateSlots.banner, () => (variant === "banner" ? banner : ""))
    .replaceAll(templateSlots.landing, () => (keepsLanding(capture) ? kit.landing : ""))
    .replaceAll(templateSlots.navigation, () => (tracking.navigation === "track-view" ? kit.navigation : ""));
}

/** What each consent tool's source reads. */
export function describeSource({ banner, onetrust, cookiebot, google, tcf, cookie, event }: ConsentConfiguration) {
  const purposes = (words: readonly (string | number)[]) => ({ [trackingSettings.consentPurposes]: words.join(" ") });
  const patterns = (own: ConsentConfiguration["cookie"]) => ({
    [trackingSettings.consentName]: own?.name,
    [trackingSettings.consentGranted]: own?.granted,
    [trackingSettings.consentDenied]: own?.denied,
  });
  return {
    banner: { [trackingSettings.consentVersion]: banner.version },
    onetrust: purposes(onetrust.groups),
    cookiebot: purposes(cookiebot.categories),
    google: purposes(google.types),
    tcf: {
      ...purposes(tcf.purposes),
      [trackingSettings.consentVendor]: tcf.vendor?.toString(),
      [trackingSettings.consentOutside]: tcf.outside === "granted" ? "granted" : undefined,
    },
    cookie: patterns(cookie),
    event: { ...patterns(event), [trackingSettings.consentProperty]: event?.property },
    none: {},
  } satisfies Record<TrackingVariant, Readonly<Record<string, string | undefined>>>;
}

/** A hidden field asks where the visitor came from, which the page with the form need not know. */
const keepsLanding = ({ path, fields }: Configuration["capture"]): boolean =>
  path !== "none" && fields.some(({ type, from }) => type === "hidden" && from !== "page");
