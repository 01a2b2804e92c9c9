import type { ConsentSource } from "../../../contract/configuration.ts";

export type ToolAnswer = "granted" | "denied";

/** A stand-in for a consent tool, as a site has it on its pages: the vendor's documented names, and as little else as makes them work. */
export interface ConsentTool {
  /** What stands under `consent` in the configuration. */
  readonly consent: { readonly mode: "opt-in" | "none"; readonly source?: ConsentSource } & Readonly<Record<string, unknown>>;
  /** Markup for the content snippet `Head/Bottom`; "" where there is nothing to put there. */
  readonly markup: string;
  /** The cookie in which the tool remembers the answer; its value for each. */
  readonly cookie?: { readonly name: string } & Readonly<Record<ToolAnswer, string>>;
  /** Whether it has nothing to say before it has loaded, as tools that come from a server do. */
  readonly isLate: boolean;
  /** What a visitor presses; `reopen` first, where the buttons are not always there. */
  readonly buttons: Readonly<Record<ToolAnswer, string>> & { readonly reopen?: string };
}

export const toolButtons = { granted: "[data-tool-accept]", denied: "[data-tool-reject]" } as const;

/**
 * A tool's script: between its cookie and two buttons, which come into the page with the body. `own` is the vendor's part: it finds `answer()` ("granted", "denied" or "", as
 * remembered) and `keep(answer)`, sets `pressed(answer)`, and runs in the head; `loaded()`, where it sets that, runs some time after the page was parsed.
 */
export const renderTool = (cookie: NonNullable<ConsentTool["cookie"]>, own: string): string => `<script>
(function () {
  var texts = ${JSON.stringify({ granted: cookie.granted, denied: cookie.denied })};
  function answer() {
    var found = document.cookie.split("; ").filter(function (one) { return one.indexOf(${JSON.stringify(`${cookie.name}=`)}) === 0; })[0];
    var text = found && found.slice(${cookie.name.length + 1});
    return text === texts.granted ? "granted" : text === texts.denied ? "denied" : "";
  }
  function keep(given) { document.cookie = ${JSON.stringify(`${cookie.name}=`)} + texts[given] + "; path=/; max-age=31536000; SameSite=Lax"; }
  var pressed, loaded;
  ${own.trim()}
  document.addEventListener("DOMContentLoaded", function () {
    setTimeout(function () {
      if (loaded) loaded();
      ["granted", "denied"].forEach(function (given) {
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = given;
        button.setAttribute(given === "granted" ? "data-tool-accept" : "data-tool-reject", "");
        button.addEventListener("click", function () { pressed(given); });
        document.body.append(button);
      });
    }, 20);
  });
})();
</script>`;
