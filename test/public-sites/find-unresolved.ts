import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import type { RenderedPage } from "../../portal-emulator/portal/render-all-pages.ts";
import type { SurveyedSource } from "./survey-sources.ts";

/** A name that a page asks for and the site folder does not have, with nothing said to show instead. */
export interface UnresolvedName {
  readonly kind: RenderedPage["missing"][number]["kind"] | "web template" | "basic form" | "multistep form" | "list";
  readonly name: string;
  readonly pages: number;
}

const missingRecord = /^No active (?<kind>basic form|multistep form|list) of the site is meant by "(?<name>.*)"/;

/** Snippets that are asked for with a `default`, or only if they are there, are no mistake: stock templates do it throughout. */
export function findUnresolved(pages: readonly RenderedPage[], sources: readonly Pick<SurveyedSource, "text">[]): UnresolvedName[] {
  const found = new Map<string, UnresolvedName>();
  for (const { missing, problems } of pages) {
    const names = [
      ...missing.filter(({ kind, name }) => kind !== "content snippet" || lacksDefault(name, sources)),
      ...problems.flatMap(findMissingRecord),
    ];
    for (const { kind, name } of names) {
      const key = `${kind} ${name.toLowerCase()}`;
      found.set(key, { kind, name, pages: (found.get(key)?.pages ?? 0) + 1 });
    }
  }
  return [...found.values()];
}

function findMissingRecord({ kind, name, message }: LiquidProblem): Pick<UnresolvedName, "kind" | "name">[] {
  if (kind === "missing-template" && name !== undefined) return [{ kind: "web template", name }];
  const groups = missingRecord.exec(message)?.groups;
  const record = (["basic form", "multistep form", "list"] as const).find((one) => one === groups?.["kind"]);
  return record === undefined ? [] : [{ kind: record, name: groups?.["name"] ?? "" }];
}

function lacksDefault(name: string, sources: readonly Pick<SurveyedSource, "text">[]): boolean {
  const quoted = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const mention = new RegExp(String.raw`(?<before>[\w-]*)\s*snippets\s*(?:\[\s*)?["']${quoted}["']\s*\]?(?<rest>[^}]*)`, "gi");
  const mentions = sources.flatMap(({ text }) => Array.from(text.matchAll(mention), ({ groups }) => groups ?? {}));
  return (
    mentions.length === 0 ||
    mentions.some(({ before = "", rest = "" }) => !/^(?:if|elsif|unless)$/i.test(before) && !/\bdefault\b/.test(rest))
  );
}
