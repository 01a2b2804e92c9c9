export declare const browserKinds: readonly ["chromium", "firefox"];
export type BrowserKind = (typeof browserKinds)[number];

export interface FoundBrowser {
  readonly kind: BrowserKind;
  readonly path: string;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

export declare function findBrowser(kind: BrowserKind, surroundings?: Surroundings): string | undefined;
export declare function findAnyBrowser(surroundings?: Surroundings): FoundBrowser | undefined;
