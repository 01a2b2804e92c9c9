/**
 * One change to a site folder. Paths are inside the site folder, with `/`.
 * An edit replaces `expected` at character `offset` of the file's UTF-8 text by `insert` and leaves every other byte alone.
 */
export type SiteEdit =
  | { readonly kind: "create"; readonly path: string; readonly text: string; readonly why: string }
  | {
      readonly kind: "edit";
      readonly path: string;
      /** UTF-16 code units from the start of the file's text, a byte order mark included. */
      readonly offset: number;
      readonly expected: string;
      readonly insert: string;
      readonly why: string;
    }
  | {
      readonly kind: "delete";
      readonly path: string;
      /** SHA-256 (hex) of the bytes that may be deleted; other bytes are a conflict. */
      readonly sha256: string;
      readonly why: string;
    };
