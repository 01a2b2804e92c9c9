import * as is from "./identity-table.ts";

/** What a person calls a bit, a state or an event of identity-table.ts. Not part of any script: for tests and docs. */
export interface Named<Value = number> {
  readonly value: Value;
  readonly name: string;
  readonly about: string;
}

const named = <Value>(value: Value, name: string, about: string): Named<Value> => ({ value, name, about });

/** In the order of the cells of a row. */
export const stateNames = [
  named(is.silent, "silent", "No consent, or none yet: nothing is loaded, kept or told. A contact that a form captures is held in memory."),
  named(is.anonymous, "anonymous", "Consent is given, the tracker runs or is about to, and nobody is to be told."),
  named(
    is.telling,
    "telling",
    "Somebody is known, and `setUser` is called as soon as the tracker is there: then it is `took` or `failed`.",
  ),
  named(is.identified, "identified", "The tracker has been told."),
  named(
    is.foreign,
    "foreign",
    "The tracker that runs on this page belongs to somebody else than who is known now, who is told on the next page.",
  ),
] as const;

/** Each row of an event under a name of its own. */
export const eventNames = [
  named(
    is.viewed[0],
    "page: same",
    "With consent a page begins, or consent comes, and this browser's history is the known contact's or nobody's.",
  ),
  named(is.viewed[1], "page: another", "The same, and it belongs to another than the known contact."),
  named(is.viewed[2], "page: nobody", "The same, and nobody is known."),
  named(is.viewed[3], "page: signed out", "The same, the contact known came from a sign-in, and the page says that nobody is signed in."),
  named(is.allowed[0], "allowed", "A form finds consent given where no tracking template has begun the page."),
  named(is.refused[0], "refused", "Consent is refused or withdrawn."),
  named(is.captured[0], "form: same", "A form has a contact that may be told, and this browser's history is that contact's or nobody's."),
  named(
    is.captured[1],
    "form: another",
    "The same, and it belongs to another, or another tab has forgotten somebody since the page began, whose cookie the tracker of this page still holds.",
  ),
  named(is.took[0], "tracker: took", "`setUser` was called and did not throw."),
  named(
    is.failed[0],
    "tracker: failed",
    "It threw, or belongs to Customer Insights - Journeys, or the contact has no value of the identifying column.",
  ),
  named(is.shown[0], "back: same", "The browser shows again a page that it has kept, and the tab session knows the same contact."),
  named(is.shown[1], "back: another", "The same, and another contact is known by now."),
  named(is.shown[2], "back: nobody", "The same, and nobody is known any more."),
] as const;

export const actionNames = [
  named(is.forget, "forget", "Delete the tracker's cookie and every key of ours, but the outbox."),
  named(is.dropOutbox, "drop outbox", "Delete the unfinished submission that was kept for later."),
  named(is.keep, "keep", "Keep the contact for this tab session, and for this browser the beginning of the id the cookie is for."),
  named(is.hold, "hold", "Nothing but know the contact, until the page goes: say `pending`, and blocked: `no-consent`."),
  named(
    is.disown,
    "disown",
    "Keep in place of that beginning that the cookie is somebody else's; say `pending`, and blocked: `another-person`.",
  ),
  named(is.reload, "reload", "Load the page anew: a tracker that runs cannot be stopped."),
] as const;

/** Names of the bits that are set, in the order of the list. */
export const actionsOf = (cell: is.Cell): string[] => actionNames.filter(({ value }) => value & cell).map(({ name }) => name);
export const stateOf = (cell: is.Cell): string => stateNames[cell & is.stateBits]?.name ?? "";
