import type { Finding } from "../../contract/finding.ts";
import type { Opening } from "./plan.ts";

/** Something the kit wants to be in the site folder. Paths are inside it, with `/`. */
export type Desired =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly text: string;
      readonly why: string;
      /** A text a person is meant to change: what they made of it stays. */
      readonly isPersons: boolean;
    }
  | {
      /** A record of a list such as `sitesetting.yml`. */
      readonly kind: "list-item";
      readonly path: string;
      readonly idKey: string;
      readonly id: string;
      readonly values: Readonly<Record<string, string>>;
      readonly why: string;
    }
  | {
      /** A value of a record that is there already. */
      readonly kind: "value";
      readonly path: string;
      readonly recordId: string;
      readonly key: string;
      readonly value: string;
      readonly why: string;
    }
  | {
      /** A marked block before the end of a page's head. */
      readonly kind: "head-end";
      readonly path: string;
      readonly name: string;
      readonly block: string;
      readonly why: string;
    }
  | {
      /** A marked block at the end of a template's source. */
      readonly kind: "marked";
      readonly path: string;
      readonly name: string;
      readonly block: string;
      readonly why: string;
    };

/** What one part of the kit needs: what is to be there, what that opens, what a person should know. */
export interface Need {
  readonly desired: readonly Desired[];
  readonly opens: readonly Opening[];
  readonly findings: readonly Finding[];
}

export const siteFinding = (
  code: string,
  severity: Finding["severity"],
  message: string,
  place?: { path: string; line?: number },
): Finding => ({
  code,
  severity,
  path: place?.path ?? "",
  line: place?.line ?? 0,
  column: place?.line === undefined ? 0 : 1,
  message,
  fix: false,
});
