/*
 * The identity of a page's visitor, as one table. It is part of every page, so that a state is a place in a row, an action a bit, and an event the rows
 * themselves: whoever raises an event carries its rows, and a page without a form carries none of the forms'. identity-names.ts says what they mean, and
 * docs/identity.md shows the table with those names.
 */

export const silent = 0;
export const anonymous = 1;
export const telling = 2;
export const identified = 3;
export const foreign = 4;

/** Below all actions. */
export const stateBits = 7;
export const forget = 8;
export const dropOutbox = 16;
export const keep = 32;
export const reload = 64;
/** Actions of forms alone. */
export const hold = 128;
export const disown = 256;

/** The state to go to, and the actions on the way. */
export type Cell = number;
export const nothing: Cell = 0;

/** By the state the page is in; where it ends, nothing happens. */
export type Row = readonly Cell[];

/**
 * One row; or, where it depends on whose this browser's history is, one for each answer: nothing speaks against the contact, it belongs to another,
 * there is no contact, the contact has signed out.
 */
export type IdentityEvent = readonly [Row, ...Row[]];

/** With consent a page begins, or consent comes. The tracker has not started yet. */
export const viewed = [
  [telling + keep],
  [telling + forget + dropOutbox + keep],
  [anonymous],
  [anonymous + forget + dropOutbox],
] as const satisfies IdentityEvent;

/** The browser shows again a page that it has kept. What its tracker was told, it knows for good. */
const leave = foreign + reload;
const toldLeave: Row = [nothing, nothing, leave, leave, leave];
export const shown = [[], toldLeave, toldLeave, []] as const satisfies IdentityEvent;

/** Consent is refused or withdrawn. A tracker that runs cannot be stopped. */
const stop = silent + forget + dropOutbox + reload;
export const refused: IdentityEvent = [[silent + forget, stop, stop, stop, stop]];

/** The tracker. */
export const afterTook: Cell = identified;
export const afterFailed: Cell = anonymous;
export const took: IdentityEvent = [[nothing, nothing, afterTook]];
export const failed: IdentityEvent = [[nothing, nothing, afterFailed]];

/** A form finds consent given where no tracking template has begun the page. */
export const allowed: IdentityEvent = [[anonymous]];

/** A form has a contact that may be told. The tracker of this page may belong to somebody else by now. */
const part = foreign + forget + keep + disown;
const capturedOther: Row = [silent + hold, part, part, part, part];
export const captured = [
  [silent + hold, telling + keep, telling + keep, telling + keep, part],
  capturedOther,
] as const satisfies IdentityEvent;
/** The same, where the form itself has seen that it does. */
export const capturedAnother: IdentityEvent = [capturedOther];
