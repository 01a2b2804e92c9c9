/*
 * What a site may have switched on. The build makes one script per variant, in which each of these is true or false, and what is never reached is gone (`variants` in
 * rollup.config.mjs; `plan` picks the one that the configuration needs). Here, in tests and in the module everything is on.
 */
/** `capture.outbox`. */
export const hasOutbox: boolean = true;
/** Path "A-key". */
export const hasKey: boolean = true;
/** Path "A-self". */
export const hasSelf: boolean = true;
