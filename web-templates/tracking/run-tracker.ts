import { readConsent } from "../../identity/consent.ts";

/**
 * Runs the pasted script that lies inert in the template: its script elements one after the other, external and inline, as a parser would have,
 * each with the page's nonce (a script made at run time has none of its own). Other pasted markup is left out. Resolves when the last script has
 * run or has failed to load, or consent has been withdrawn; false when one failed.
 */
export async function runTracker(template: HTMLTemplateElement, nonce: string): Promise<boolean> {
  const document = template.ownerDocument;
  let isWhole = true;
  for (const script of template.content.querySelectorAll("script")) {
    if (readConsent(document) !== "granted") break;
    const copy = document.createElement("script");
    for (const { name, value } of script.attributes) copy.setAttribute(name, value);
    if (nonce) copy.setAttribute("nonce", nonce);
    copy.text = script.text;
    copy.async = script.hasAttribute("async");
    const loaded = new Promise<boolean>((resolve) => {
      copy.addEventListener("load", () => resolve(true));
      copy.addEventListener("error", () => resolve(false));
    });
    document.head.append(copy);
    // Inline scripts have run by now, and an async one never held those after it.
    if (script.src && !copy.async) isWhole = (await loaded) && isWhole;
  }
  return isWhole;
}
