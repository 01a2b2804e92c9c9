import { renderPageReport, type PageReport } from "./render-page-report.ts";

export interface PageReporterParts {
  readonly renderAllPages: () => Promise<readonly PageReport[]>;
  readonly say: (text: string) => void;
  /** Before each look: whoever waits for a page comes first. */
  readonly pause?: () => Promise<void>;
}

export interface PageReporter {
  /** Looks at all pages as they are now; resolves once there is nothing newer to look at. */
  look(): Promise<void>;
  /** Says nothing more. */
  close(): void;
}

/** Says how the site's pages come out, when that is not what it said last. Looks once at a time; what changes meanwhile gets one more look. */
export function createPageReporter({ renderAllPages, say, pause }: PageReporterParts): PageReporter {
  let said = "";
  let isStale = false;
  let isClosed = false;
  let looking: Promise<void> | undefined;

  async function lookUntilFresh(): Promise<void> {
    while (isStale) {
      if (pause !== undefined) await pause();
      if (isClosed) return;
      isStale = false;
      const report = await renderAllPages().then(renderPageReport, describeFailure);
      if (!isStale && !isClosed && report !== said) say((said = report));
    }
  }
  return {
    look() {
      isStale = !isClosed;
      return (looking ??= lookUntilFresh().finally(() => (looking = undefined)));
    },
    close() {
      isClosed = true;
      isStale = false;
    },
  };
}

/** A bug of ours; the portal goes on serving what it can. */
const describeFailure = (error: unknown): string =>
  `  The pages could not be rendered: ${error instanceof Error ? error.stack : String(error)}`;
