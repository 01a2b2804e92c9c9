/** One request of a batch, as written. */
export interface BatchPart {
  readonly method: string;
  /** Absolute, from the root of the host, relative to the service, or `$<Content-ID>` with what follows. */
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly contentId: string | undefined;
}

export type BatchItem =
  | { readonly kind: "request"; readonly part: BatchPart }
  /** One transaction. */
  | { readonly kind: "change-set"; readonly parts: readonly BatchPart[] };
