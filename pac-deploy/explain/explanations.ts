import { dataverseErrorCodes, portalErrorCodes, type PortalErrorCode } from "../../contract/portal-error-codes.ts";
import type { Check, CheckMeta } from "../checks/check.ts";
import { listMetas } from "../checks/select-checks.ts";
import { deployCodes } from "../deploy/deploy-codes.ts";
import { pacCodes } from "../pac/pac-codes.ts";
import { verifyCodes } from "../verify/verify-codes.ts";
import type { KitCode } from "./kit-code.ts";
import { errorCodes, planCodes } from "./kit-codes.ts";

/** What somebody may ask about. */
export type Explanation =
  | { readonly kind: "portal" | "dataverse"; readonly entry: PortalErrorCode }
  | { readonly kind: "check"; readonly entry: CheckMeta; readonly fixes: boolean }
  | { readonly kind: "error" | "plan" | "deploy" | "pac" | "verify"; readonly entry: KitCode };

export function listExplanations(checks: readonly Check[]): Explanation[] {
  const fixing = new Set(checks.flatMap((check) => ("fix" in check ? check.meta.code : [])));
  return [
    ...portalErrorCodes.map((entry) => ({ kind: "portal", entry }) as const),
    ...dataverseErrorCodes.map((entry) => ({ kind: "dataverse", entry }) as const),
    ...listMetas(checks).map((entry) => ({ kind: "check", entry, fixes: fixing.has(entry.code) }) as const),
    ...planCodes.map((entry) => ({ kind: "plan", entry }) as const),
    ...errorCodes.map((entry) => ({ kind: "error", entry }) as const),
    ...deployCodes.map((entry) => ({ kind: "deploy", entry }) as const),
    ...pacCodes.map((entry) => ({ kind: "pac", entry }) as const),
    ...verifyCodes.map((entry) => ({ kind: "verify", entry }) as const),
  ];
}

/** Everything that goes by a code or by a portal's name for it: `90040101`, `0x80040265`, `-2147220891`, `AttributePermissionIsMissing`, `tracker-ungated`. */
export function findExplanations(asked: string, explanations: readonly Explanation[]): Explanation[] {
  const wanted = normalise(asked);
  const names = ({ entry }: Explanation): string[] => [entry.code, ...("name" in entry && entry.name !== undefined ? [entry.name] : [])];
  return explanations.filter((explanation) => names(explanation).some((name) => normalise(name) === wanted));
}

/** Portals write a code in either case, logs of Dataverse as a negative number. */
function normalise(code: string): string {
  const text = code.trim().toLowerCase();
  if (/^-\d{9,10}$/.test(text)) return `0x${(Number(text) >>> 0).toString(16)}`;
  // The portal's own codes are now and then quoted as the number that they are.
  return text.replace(/^0x(?=9004)/, "");
}

/** A code of Dataverse as its logs write it. */
export const signedCode = (code: string): string => String(Number.parseInt(code, 16) | 0);
