import { describe, expect, it } from "vitest";
import { allows, hashSource, type PolicyRequest } from "../../../pac-deploy/policy/allows.ts";
import { parsePolicy } from "../../../pac-deploy/policy/parse-policy.ts";

const origin = new URL("https://www.example.com");
const url = new URL("https://lib.example.net/a.js");
const requests = {
  library: { kind: "script", url, hasNonce: false, isParserInserted: false },
  "stamped library": { kind: "script", url, hasNonce: true, isParserInserted: false },
  "written library": { kind: "script", url, hasNonce: false, isParserInserted: true },
  inline: { kind: "inline-script", hasNonce: true },
  "bare inline": { kind: "inline-script", hasNonce: false },
  style: { kind: "inline-style", text: "p{margin:0}" },
  collector: { kind: "connect", url },
  image: { kind: "image", url },
} as const satisfies Record<string, PolicyRequest>;
type Name = keyof typeof requests;
// The table's own keys.
const names = Object.keys(requests) as Name[];
const hash = hashSource("p{margin:0}");

describe("allows", () => {
  it.each<[string, Name[]]>([
    ["", names],
    ["font-src 'none'", names],
    ["default-src 'none'", []],
    ["default-src *", ["library", "stamped library", "written library", "collector", "image"]],
    ["default-src 'none'; connect-src https:", ["collector"]],
    ["default-src 'none'; img-src lib.example.net", ["image"]],
    ["script-src 'none'", ["style", "collector", "image"]],
    ["script-src lib.example.net; default-src 'none'", ["library", "stamped library", "written library"]],
    ["script-src-elem 'none'; script-src lib.example.net; default-src 'none'", []],
    ["script-src-elem lib.example.net; script-src 'none'; default-src 'none'", ["library", "stamped library", "written library"]],
    ["script-src-attr 'none'", names],
    ["script-src 'nonce'; default-src 'none'", ["stamped library", "inline"]],
    ["script-src 'NONCE'; default-src 'none'", ["stamped library", "inline"]],
    ["script-src 'nonce-abc='; default-src 'none'", []],
    ["script-src 'unsafe-inline'; default-src 'none'", ["inline", "bare inline"]],
    ["script-src 'unsafe-inline' 'nonce'; default-src 'none'", ["stamped library", "inline"]],
    ["script-src 'unsafe-inline' 'nonce-abc='; default-src 'none'", []],
    ["script-src 'unsafe-inline' 'sha256-abc='; default-src 'none'", []],
    ["script-src 'unsafe-inline' 'strict-dynamic'; default-src 'none'", ["library", "stamped library"]],
    ["script-src 'nonce' 'strict-dynamic' lib.example.net; default-src 'none'", ["library", "stamped library", "inline"]],
    [`style-src ${hash}; default-src 'none'`, ["style"]],
    [`style-src ${hash.replaceAll("+", "-").replaceAll("/", "_")}; default-src 'none'`, ["style"]],
    [`style-src ${hashSource("p{}")}; default-src 'none'`, []],
    [`style-src 'unsafe-inline' ${hashSource("p{}")}; default-src 'none'`, []],
    ["style-src 'unsafe-inline'; default-src 'none'", ["style"]],
    ["style-src 'unsafe-inline' 'strict-dynamic'; default-src 'none'", ["style"]],
    ["style-src-elem 'none'; style-src 'unsafe-inline'; default-src 'none'", []],
    ["default-src 'none'; default-src *", []],
  ])("%s", (policy, expected) => {
    expect(names.filter((name) => allows(parsePolicy(policy), requests[name], origin))).toEqual(expected);
  });
});
