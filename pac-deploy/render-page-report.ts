import pc from "picocolors";

/** A page of the site as the emulator rendered it; a part of what `/_emulator/pages` answers. */
export interface PageReport {
  readonly status: number;
  readonly problems: readonly {
    readonly kind: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
    /** The tag, filter or template meant. */
    readonly name?: string;
    readonly message: string;
  }[];
}

const maxLines = 20;

/** How the site's pages come out: Liquid that a person should look at first, then what this emulator does not do. */
export function renderPageReport(pages: readonly PageReport[]): string {
  const problems = pages.flatMap((page) => page.problems);
  const errors = problems.filter((problem) => problem.kind !== "unsupported");
  // A note without a name is about the site's own Liquid: what the portal ignores, the emulator ignores.
  const notes = problems.filter((problem) => problem.kind === "unsupported" && problem.name === undefined);
  const missing = new Set(
    problems.flatMap((problem) => (problem.kind === "unsupported" && problem.name !== undefined ? [problem.name] : [])),
  );
  const clean = pages.filter((page) => page.status === 200 && page.problems.every((problem) => problem.kind === "unsupported")).length;
  // To an anonymous visitor such a page is a redirect to the sign-in page.
  const refused = pages.filter((page) => page.status === 302).length;
  const lines = [
    ...new Set([...errors, ...notes].map((problem) => `${problem.path}:${problem.line}:${problem.column} ${problem.message}`)),
  ];
  if (pages.length === 0) return "  This folder holds no pages.";
  return [
    `  ${clean} of ${pages.length} pages answer 200 without a Liquid error${refused === 0 ? "" : `; ${refused} ${refused === 1 ? "is" : "are"} for signed-in visitors only`}.`,
    ...lines.slice(0, maxLines).map((line) => `  ${pc.yellow("liquid")} ${line}`),
    ...(lines.length > maxLines ? [`  … and ${lines.length - maxLines} more.`] : []),
    ...(missing.size === 0 ? [] : [pc.dim(`  Not emulated, and marked on the page: ${[...missing].sort().join(", ")}.`)]),
  ].join("\n");
}
