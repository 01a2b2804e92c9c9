/**
 * Makes the pasted scripts anew: those that came into the page as inner HTML never run, nor do their copies. They get back their type and address, which Google Tag Manager takes from
 * every script of a Custom HTML tag to run it by itself (observed, third party); it runs none in a template.
 * https://html.spec.whatwg.org/multipage/scripting.html#already-started
 */
export function restoreScripts({ content }: HTMLTemplateElement, document: Document): void {
  for (const script of content.querySelectorAll("script")) {
    const made = document.createElement("script");
    const isTaken = script.type === "text/gtmscript";
    for (const { name, value } of script.attributes) {
      if (!isTaken || name !== "type") made.setAttribute(isTaken && name === "data-gtmsrc" ? "src" : name, value);
    }
    made.text = script.text;
    script.replaceWith(made);
  }
}
