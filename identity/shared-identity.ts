/*
 * What the scripts of one page have in common. The build puts it before each of them as `portalKit`, one place in a list a name, and takes it from there wherever
 * they import it: nothing of it is in a script twice, and a page has it once where it is compressed.
 */
export { attempt } from "./attempt.ts";
export { dispatchPageEvent } from "./dispatch-page-event.ts";
export { openMachine } from "./identity-machine.ts";
export { openStorage } from "./open-storage.ts";
