/** What the documentation leaves open, or sources disagree on. The defaults are what its users report. */
export interface Behaviour {
  /** A value that the folder has empty (`key: `, `''`, an empty file) where the environment has one. Reported: nothing happens. */
  readonly blanks: "ignored" | "cleared";
  /** A web role that left a permission's list. Reported: it stays. */
  readonly unlinks: "ignored" | "done";
  /** `IsDeleted: true` in `.portalconfig/manifest.yml`. Documented: the record goes. */
  readonly deletions: "done" | "ignored";
  /** The same for `$RELATIONSHIP$` rows, which downloads write there. Whether an upload acts on them is not documented. */
  readonly manifestUnlinks: "ignored" | "done";
  /** The platform fills in what a new record leaves out. Assumed. */
  readonly defaults: boolean;
  /** What pac ends with after `Error: …`; both were seen. */
  readonly errorExitCode: 0 | 1;
  /** Whether `upload-code-site` takes `--environment`; not documented. */
  readonly codeSiteEnvironment: boolean;
  /** An upload of a code site writes the home page, header and footer anew: it says so; what it writes is not documented. */
  readonly codeSiteTemplates: "kept" | "reset";
  /** What `upload-code-site` does without the build folder. Assumed. */
  readonly missingBuild: "refused" | "ignored";
  /** Whether `download-code-site` makes a folder of the site's name inside of `--path`. Assumed. */
  readonly codeSiteFolder: "named" | "plain";
  /** Columns of `pages list --verbose`; several were seen. */
  readonly listDialect: "portal-id" | "dashes" | "no-model";
}

export const reportedBehaviour: Behaviour = {
  blanks: "ignored",
  unlinks: "ignored",
  deletions: "done",
  manifestUnlinks: "ignored",
  defaults: true,
  errorExitCode: 1,
  codeSiteEnvironment: true,
  codeSiteTemplates: "kept",
  missingBuild: "refused",
  codeSiteFolder: "named",
  listDialect: "portal-id",
};
