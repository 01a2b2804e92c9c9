/** What a browser says that a Content-Security-Policy blocked, or would have. No personal data. */
export interface PolicyViolation {
  readonly directive: string;
  /** `inline`, `eval`, a scheme such as `data`, or an address: the portal's own by path, without query values. */
  readonly blocked: string;
  /** Path of the page or script, with line and column where the browser knows them. */
  readonly source: string;
  readonly isReportOnly: boolean;
}
