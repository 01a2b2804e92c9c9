import { sha256 } from "../plan/sha256.ts";

/** As a record holds the bytes of a file beside it. */
export const hashOf = (bytes: Uint8Array): string => `sha256:${sha256(bytes)}`;
