import { challengeFileName } from "../../../contract/names.ts";
import { sha256 } from "../../plan/sha256.ts";

/** Where a prepared site says who may verify it. */
export const challengePath = `/${challengeFileName}`;

/**
 * The published text. The secret proves to the portal's own people that this is theirs: it never leaves their machine, only its SHA-256 does, and whoever reads that cannot make a
 * secret that fits.
 */
export const renderChallenge = (secret: string): string =>
  `portal-kit verify, version 1\nsha256 ${sha256(secret)}\nWho holds the secret behind this number put it here, and may ask this site to be verified.\n`;

/** The number in a published text; undefined: this is none. */
export function parseChallenge(text: string): string | undefined {
  return /^portal-kit verify, version 1\r?\nsha256 ([0-9a-f]{64})\r?\n/.exec(text)?.[1];
}
