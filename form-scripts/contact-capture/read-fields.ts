import type { CapturePage } from "./capture-page.ts";

/** What a textarea or a select has not of an input's members is undefined there. */
export type Control = HTMLInputElement;

/** The trap for robots: people do not see it. */
export const trapName = "portal-kit-website";
/** The visitor's own box: what was typed may be kept in this tab until it is through. */
export const keepName = "portal-kit-keep";

/** The controls that are named like columns; names of ours and of the portal hold other characters. */
export const listControls = (form: HTMLFormElement): Control[] =>
  [...form.querySelectorAll<Control>(":enabled[name]:not([data-portal-kit-ignore])")].filter(
    ({ name, type }) => /^[a-z][a-z0-9_]*$/.test(name) && !/submit|button|reset|fieldset|file|multiple|password/.test(type),
  );

export const findControl = (form: HTMLFormElement, name: string): Control | null => form.querySelector<Control>(`[name="${name}"]`);

export const isChoice = ({ type }: Control): boolean => /box|radio/.test(type);

/** Puts values back into the controls they came from. */
export function fillControls(form: HTMLFormElement, values: Readonly<Record<string, string | number | boolean>>): void {
  for (const control of listControls(form)) {
    const text = String(values[control.name] ?? "");
    if (isChoice(control)) control.checked = control.value === text;
    else control.value = text;
  }
}

/**
 * What a hidden field says about where the visitor came from: this page's query first, then that of the tab's first page, which the tracking template
 * keeps with consent (path and `utm_*` only). Never the fragment.
 */
export function readSource({ document, session }: CapturePage, from: string): string {
  const { pathname, search } = document.location;
  const landing = session.getItem("portalkit.landing") || pathname + readCampaign(search);
  if (from === "page") return pathname;
  return from === "landing-page" ? landing : new URLSearchParams(`${search}&${landing.split("?")[1]}`).get(from) || "";
}

/** The `utm_*` parameters of a query, as a query; nothing else of it. */
const readCampaign = (search: string): string => (search.match(/[?&]utm_[^&]*/g) || []).join("").replace(/./, "?");
