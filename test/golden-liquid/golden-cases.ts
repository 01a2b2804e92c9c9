import { readFileSync } from "node:fs";
import path from "node:path";
import { createLiquid } from "../../liquid/create-liquid.ts";
import type { LiquidProblem } from "../../liquid/create-liquid.ts";

/** One case of the public corpus, https://github.com/jg-rp/golden-liquid; its file is read from a folder outside this repository. */
export interface GoldenCase {
  readonly name: string;
  readonly template: string;
  readonly data: Record<string, unknown>;
  readonly templates: Readonly<Record<string, string>>;
  /** Every text that counts as right; empty: the template must fail. */
  readonly results: readonly string[];
  readonly tags: readonly string[];
}

export interface GoldenOutcome {
  readonly agrees: boolean;
  readonly text: string;
  readonly problems: readonly LiquidProblem[];
}

/** Names the folder of a checkout of the corpus. */
export const goldenFolderVariable = "GOLDEN_LIQUID_FOLDER";

export function readGoldenCases(folder: string): readonly GoldenCase[] {
  return parseGoldenCases(JSON.parse(readFileSync(path.join(folder, "golden_liquid.json"), "utf8")));
}

export function parseGoldenCases(file: unknown): readonly GoldenCase[] {
  if (!isRecord(file) || !Array.isArray(file["tests"])) throw new Error('golden_liquid.json: expected an object with "tests".');
  return file["tests"].map(parseCase);
}

function parseCase(one: unknown): GoldenCase {
  if (!isRecord(one) || typeof one["name"] !== "string" || typeof one["template"] !== "string")
    throw new Error("golden_liquid.json: a test without a name or a template.");
  const { name, template, data, templates, result, results, tags, invalid } = one;
  const texts = invalid === true ? [] : Array.isArray(results) ? results : [result];
  if (texts.some((text) => typeof text !== "string"))
    throw new Error(`golden_liquid.json: "${name}" expects neither a text nor a failure.`);
  return {
    name,
    template,
    data: isRecord(data) ? data : {},
    templates: isRecord(templates) ? Object.fromEntries(Object.entries(templates).map(([key, text]) => [key, String(text)])) : {},
    results: texts.map(String),
    tags: Array.isArray(tags) ? tags.map(String) : [],
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A case that must fail is met by a source that does not parse and by an error in its output, both of which a portal prints. */
const failureKinds: ReadonlySet<string> = new Set(["syntax", "runtime", "unknown-tag", "missing-template"]);

export async function runGoldenCase({ template, data, templates, results }: GoldenCase): Promise<GoldenOutcome> {
  const liquid = createLiquid({
    findTemplate: (name) => (Object.hasOwn(templates, name) ? { path: name, text: templates[name] ?? "" } : undefined),
    now: () => new Date(),
  });
  const session = liquid.openSession(data, { encodeUserAndRequest: false });
  const text = await session.render({ path: "case", text: template });
  const agrees = results.length === 0 ? session.problems.some(({ kind }) => failureKinds.has(kind)) : results.includes(text);
  return { agrees, text, problems: session.problems };
}
