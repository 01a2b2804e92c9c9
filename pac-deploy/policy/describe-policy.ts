import { assertNever } from "../../access/assert-never.ts";
import type { PolicyAddition, PolicyNeed, PolicyRefusal } from "./solve-policy.ts";

/** E.g. `script-src lib.example.net (the tracking library: src of the pasted script)`, what is added to one directive after the other. */
export const describeAdditions = (additions: readonly PolicyAddition[]): string =>
  additions
    .map(
      ({ directive, source, isNewDirective, needs }) =>
        `${directive} ${source} (${needs.map(describeNeed).join("; ")}${isNewDirective ? "; with what default-src allows, which counted until now" : ""})`,
    )
    .join(", ");

const describeNeed = ({ what, knownFrom }: PolicyNeed): string => `${what}: ${knownFrom}`;

/** What stands in the way, why the kit does not open it, and what a person can do. */
export function describeRefusal({ reason, directive, need }: PolicyRefusal): string {
  switch (reason) {
    case "sandbox":
      return "sandbox without allow-scripts and allow-same-origin: no script runs, or none has cookies and storage. Whether the site can do with less of a sandbox is not for a tool to say";
    case "trusted-types":
      return "require-trusted-types-for 'script': the pasted script sets an address as plain text, which this forbids, and only a Trusted Types policy of the site's own named default could let it through";
    case "strict-dynamic":
      return `${directive} has 'strict-dynamic' without 'nonce', so hosts count for nothing there, and with 'nonce' every inline script of the site could load scripts from anywhere (${need === undefined ? "" : describeNeed(need)}). Take 'strict-dynamic' out, or add 'nonce' yourself`;
    case "address":
      return `${need === undefined ? "" : `${describeNeed(need)}: `}no host in ${directive} can let this address through: it is not https, or its host is a number`;
    default:
      return assertNever(reason);
  }
}
