/** One thing a person should know about a site, as `check`, `plan` and `dev` print it. */
export const severities = ["error", "warning", "info", "cannot-conclude"] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  /** Kebab-case, e.g. `liquid-syntax`. */
  readonly code: string;
  readonly severity: Severity;
  /** Path inside the site folder, with `/`; "" for the site as a whole. */
  readonly path: string;
  /** From 1; 0 where there is none. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: boolean;
  /** Why it is there on purpose, in a person's words: told, and counted for nothing. */
  readonly accepted?: string;
  /** Where that is written; absent: in the configuration. */
  readonly acceptedBy?: "source" | "configuration";
}
