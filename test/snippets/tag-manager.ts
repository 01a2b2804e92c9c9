/** Whether the tag manager also takes hold of scripts inside templates when it makes its container, which is not documented. */
export const templateTreatments = ["everywhere", "outside-templates"] as const;
export type TemplateTreatment = (typeof templateTreatments)[number];

/** What Google Tag Manager makes of the text of a Custom HTML tag (observed, third party): scripts that a browser does not run by itself. */
export function compileTag(html: string, treatment: TemplateTreatment): string {
  const take = (text: string): string =>
    text.replace(/<script\b([^>]*)>/gi, (_, attributes: string) => {
      const address = /\ssrc\s*=\s*("[^"]*"|'[^']*')/i.exec(attributes)?.[1];
      // The others are dropped.
      return `<script type="text/gtmscript"${address === undefined ? "" : ` data-gtmsrc=${address}`}>`;
    });
  return treatment === "everywhere"
    ? take(html)
    : html
        .split(/(<template[\s\S]*?<\/template>)/)
        .map((part, index) => (index % 2 === 1 ? part : take(part)))
        .join("");
}

/**
 * Puts a compiled tag into the page the way Google Tag Manager does (observed, third party): parsed as inner HTML, then node by node to the end of the body, scripts made anew. Runs in the
 * page, so it uses nothing from outside itself.
 */
export function insertTag(html: string, document: Document = globalThis.document): void {
  const place = (parent: Node, nodes: readonly ChildNode[]): void => {
    for (const node of nodes) {
      if (node.nodeName === "SCRIPT" && (node as HTMLScriptElement).type === "text/gtmscript") {
        // By its name it is one.
        const held = node as HTMLScriptElement;
        const script = document.createElement("script");
        script.async = false;
        script.type = "text/javascript";
        script.text = held.text;
        const address = held.getAttribute("data-gtmsrc");
        if (address !== null) script.src = address;
        parent.appendChild(script);
      } else if (/<script/i.test((node as Partial<Element>).innerHTML ?? "")) {
        const inner = [...node.childNodes];
        for (const child of inner) child.remove();
        parent.appendChild(node);
        place(node, inner);
      } else parent.appendChild(node);
    }
  };
  const holder = document.createElement("div");
  holder.innerHTML = html;
  const nodes = [...holder.childNodes];
  for (const node of nodes) node.remove();
  place(document.body, nodes);
}
