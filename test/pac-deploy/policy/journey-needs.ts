import type { PolicyRequest } from "../../../pac-deploy/policy/allows.ts";
import type { PolicyNeed } from "../../../pac-deploy/policy/solve-policy.ts";

export const origin = new URL("https://www.example.com");
const need = (what: string, request: PolicyRequest): PolicyNeed => ({ request, what, knownFrom: "the test" });

/** As the kit's journey has them: script, library, collector, banner, form. */
export const journeyNeeds = [
  need("script", { kind: "inline-script", hasNonce: true }),
  need("library", { kind: "script", url: new URL("https://lib.example.net/sdk/msci-1.js"), hasNonce: false, isParserInserted: false }),
  need("collector", { kind: "connect", url: new URL("https://in.example.net/OneCollector/1.0/") }),
  need("banner", { kind: "inline-style", text: "p{margin:0}" }),
  need("form", { kind: "connect", url: new URL("/_api/contacts", origin) }),
] as const;
