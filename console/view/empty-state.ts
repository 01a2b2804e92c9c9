import type { EmulatorAddresses } from "../../contract/emulator.ts";
import { createElement } from "./create-element.ts";

const createStep = (text: string): HTMLElement => createElement("li", { text });

/** What to do when nobody has been here yet. */
export function createEmptyState({ portal }: Pick<EmulatorAddresses, "portal">): readonly Node[] {
  const link = (path: string, text: string, kind: string): HTMLElement =>
    createElement("a", { class: kind, text, attributes: { href: new URL(path, portal).href, target: "_blank", rel: "noopener" } });
  return [
    createElement("div", {
      class: "empty-art",
      attributes: { "aria-hidden": "true" },
      children: [createElement("span"), createElement("span"), createElement("span")],
    }),
    createElement("h3", { text: "Nobody has visited yet" }),
    createElement("p", { text: "Visitors appear here by themselves, about a second after they do something." }),
    createElement("ol", {
      class: "empty-steps",
      children: [
        createStep("Open the portal and accept tracking in the banner."),
        createStep("Look around: every page and click joins the cookie."),
        createStep("Send the form, then run a Customer Insights refresh here."),
      ],
    }),
    createElement("p", {
      class: "empty-links",
      children: [link("/", "Open the portal", "primary"), link("/get-in-touch", "Open the form", "secondary")],
    }),
  ];
}

/** When a filter hides everybody. */
export function createNothingFound(onClear: () => void): readonly Node[] {
  const clear = createElement("button", { class: "secondary", text: "Show all visitors", attributes: { type: "button" } });
  clear.addEventListener("click", onClear);
  return [
    createElement("h3", { text: "No visitor fits" }),
    createElement("p", { text: "Nobody is in this state, or the visitor you chose is in another one." }),
    createElement("p", { class: "empty-links", children: [clear] }),
  ];
}
