import pc from "picocolors";
import { assertNever } from "../../access/assert-never.ts";
import { renderCodeFrame } from "../../site/render-code-frame.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { printable } from "../printable.ts";
import { signedCode, type Explanation } from "./explanations.ts";
import type { Cause } from "./find-causes.ts";

const kinds = {
  error: "why a command stops",
  plan: "what plan and apply tell",
  deploy: "why deploy, rollback or drift stops",
  pac: "about pac, the Power Platform CLI",
  verify: "what verify tells",
} as const;

/** What a code means, for people. */
export function renderExplanation(explanation: Explanation): string {
  const { entry } = explanation;
  const labelled = (label: string, text: string): string => `${pc.dim(`${label}:`)} ${text}`;
  switch (explanation.kind) {
    case "portal":
    case "dataverse": {
      const { code, name, status, message, means, advice, evidence, source } = explanation.entry;
      const also = explanation.kind === "dataverse" ? ` ${pc.dim(`(${signedCode(code)})`)}` : "";
      return [
        `${pc.bold(code)}${also}${name === undefined ? "" : ` ${name}`} ${pc.dim(explanation.kind === "portal" ? "an answer of the portal Web API" : "a code of Dataverse, in cdscode")}`,
        "",
        means,
        "",
        labelled("what to do", advice),
        ...(message === undefined ? [] : [labelled("message", message)]),
        labelled("status", status),
        labelled("evidence", `${evidence}${source === undefined ? "" : `, ${source}`}`),
      ].join("\n");
    }
    case "check": {
      const { code, severity, about, advice, source } = explanation.entry;
      return [
        `${pc.bold(code)} ${pc.dim(`a finding of check, ${severity} at worst${explanation.fixes ? "; --fix mends it" : ""}`)}`,
        "",
        about,
        ...(advice === undefined ? [] : ["", labelled("what to do", advice)]),
        ...(source === undefined ? [] : [labelled("source", source)]),
        labelled(
          "where it is right as it is",
          `portal-kit-ignore-next-line ${code} -- <why>, in a comment above; or check.accept in the configuration`,
        ),
      ].join("\n");
    }
    case "error":
    case "plan":
    case "deploy":
    case "pac":
    case "verify":
      return [
        `${pc.bold(entry.code)} ${pc.dim(kinds[explanation.kind])}`,
        "",
        explanation.entry.means,
        "",
        labelled("what to do", explanation.entry.advice),
      ].join("\n");
    default:
      return assertNever(explanation);
  }
}

const maxCauses = 12;

/** Where in the site it likely comes from. */
export function renderCauses(causes: readonly Cause[], files: ReadonlyMap<string, string>): string {
  if (causes.length === 0) {
    return "Nothing in this site folder is a likely cause: look at what runs in the environment, and at code that the folder does not hold.";
  }
  const shown = causes.slice(0, maxCauses).map(({ path, line, column, message }) => {
    const text = files.get(path);
    const frame = text === undefined || line === 0 ? undefined : renderCodeFrame(hideSecrets(path, text), { line, column });
    const at = path === "" ? "" : `${pc.bold(`${printable(path)}${line > 0 ? `:${line}` : ""}`)} `;
    return `${at}${printable(message)}${frame === undefined ? "" : `\n${pc.dim(frame.replaceAll(/^/gm, "  "))}`}`;
  });
  const more = causes.length - shown.length;
  return [
    pc.underline(`In this site, the likeliest first (${causes.length})`),
    ...shown,
    ...(more > 0 ? [pc.dim(`… and ${more} more; --json tells all`)] : []),
  ].join("\n\n");
}

/** Every code, by what it belongs to. */
export function renderCodeList(explanations: readonly Explanation[]): string {
  const headings: Readonly<Record<Explanation["kind"], string>> = {
    portal: "Answers of the portal Web API",
    dataverse: "Codes of Dataverse, in cdscode",
    check: "Findings of check",
    plan: "What plan and apply tell",
    error: "Why a command stops",
    deploy: "Why deploy, rollback or drift stops",
    pac: "About pac, the Power Platform CLI",
    verify: "What verify tells",
  };
  // The keys of the table above.
  return (Object.keys(headings) as Explanation["kind"][])
    .map((kind) => {
      const rows = explanations.filter((one) => one.kind === kind);
      const width = Math.max(...rows.map(({ entry }) => entry.code.length));
      return [
        pc.underline(headings[kind]),
        ...rows.map(({ entry }) => `  ${entry.code.padEnd(width)}  ${pc.dim(firstSentence("about" in entry ? entry.about : entry.means))}`),
      ].join("\n");
    })
    .join("\n\n");
}

const firstSentence = (text: string): string => (/^.*?[.:;](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/[:;]$/, ".");
