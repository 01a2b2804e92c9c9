import type { Finding } from "../../contract/finding.ts";
import { findPlace } from "../../contract/place.ts";
import type { CheckMeta } from "./check.ts";

/** What a check found at a place of a text; `fix` and a lesser severity are the caller's to say. */
export const findingAt = (
  { code, severity }: CheckMeta,
  { path, text }: { readonly path: string; readonly text: string },
  offset: number,
  message: string,
): Finding => ({ code, severity, path, ...findPlace(text, offset), message, fix: false });
