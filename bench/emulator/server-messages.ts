/** What the benchmark and its server processes say to each other. */
export type ServerRequest =
  | { readonly kind: "emulator"; readonly siteFolder: string; readonly database: string; readonly distFolder: string }
  /** @param row what a look-up is answered with · @param page what a page is answered with */
  | { readonly kind: "bare"; readonly row: string; readonly page: string }
  | { readonly kind: "usage" }
  | { readonly kind: "stop" };

export type ServerReport = { readonly kind: "listening"; readonly port: number } | ({ readonly kind: "usage" } & ServerUsage);

export interface ServerUsage {
  readonly residentBytes: number;
  /** Microseconds of processor time since the process began. */
  readonly processorUs: number;
}
