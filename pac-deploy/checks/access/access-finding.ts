import type { Finding, Severity } from "../../../contract/finding.ts";
import type { Ground } from "../../../access/access.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { CheckMeta } from "../check.ts";
import { listWords } from "../list-words.ts";

interface AccessFinding {
  readonly severity: Severity;
  /** The first is the place. */
  readonly grounds: readonly Ground[];
  readonly message: string;
  readonly accepted?: string | undefined;
}

/** A finding at the permission that opens something; others that do the same are named behind the message. */
export function accessFinding({ code }: CheckMeta, { severity, grounds, message, accepted }: AccessFinding): Finding {
  const [first, ...others] = grounds;
  const paths = listWords(
    others.map(({ path }) => path),
    6,
  );
  const more = others.length === 0 ? "" : ` ${paths} ${others.length === 1 ? "does" : "do"} the same.`;
  return { ...siteFinding(code, severity, message + more, first), ...(accepted === undefined ? {} : { accepted }) };
}
