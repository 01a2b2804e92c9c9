import { expect, test } from "vitest";
import { polls, pollsUntilMissing } from "../../identity/identity-machine.ts";
import { actionNames, actionsOf, eventNames, stateNames, stateOf, type Named } from "../../identity/identity-names.ts";
import type { Row } from "../../identity/identity-table.ts";
import { queuePollMs, queuePolls } from "../../identity/identity.ts";

const list = (named: readonly Named<unknown>[]): string[] => named.map(({ name, about }) => `| ${name} | ${about} |`);
/** States in which an event does the same share a line. */
const rows = eventNames.flatMap(({ value, name }) => {
  const row: Row = value;
  const cells = [...new Set(row)].filter(Boolean);
  return cells.map((cell) => [
    stateNames.flatMap((state) => (row?.[state.value] === cell ? [state.name] : [])).join(", "),
    name,
    stateOf(cell),
    actionsOf(cell).join(", ") || "nothing",
  ]);
});
/** The pause after the nth look is n² ms. */
const waitedMs = (looks: number): number => Array.from({ length: looks }, (_, look) => look ** 2).reduce((sum, ms) => sum + ms, 0);

test("docs/identity.md shows the table that the code runs on", async () => {
  const page = [
    "<!-- Written by `npx vitest run test/identity/identity-doc.test.ts -u`. Do not edit. -->",
    "",
    "# Who a page's visitor is",
    "",
    "Whom the tracker is told about, what is stored when, and what is deleted, is decided in one place: the table below, which is the one the scripts run on",
    "(`identity/identity-table.ts`). The tracking template begins a page with it, forms tell it whom they have captured, and all scripts of a page share one",
    "state. What the table does not name for a state changes nothing.",
    "",
    "Before an event gets to the table it is told apart by facts alone: whether the contact is the one that this tab session knows (`sessionStorage`) and the",
    "one that this browser's cookie was meant for (the beginning of its id in `localStorage`). Consent, a sign-in and what a form has proved come from the page:",
    "",
    '- with `identify.existing` `"immediate"` every captured contact may be told; with `"confirmed"` only one that the submission has created, or that is signed in;',
    '- `sessionStorage["contactid"]` and everything else is stored in states after consent alone, or where the site asks nobody and has no tracking template on the',
    "  page; before, a contact is in memory and goes with the page;",
    "- with another `identify.key` than `contactid`, the tracker is told that column's value, which is kept beside the id; a contact without one is not told;",
    "- who is signed in is said by an attribute that the portal renders into the tracking template, on code sites by the page's own portal object; with a sign-in the",
    "  unfinished submission that was kept for later is deleted;",
    "- an id that is no lower-case GUID, or of zeros alone, is nobody's.",
    "",
    "## The table",
    "",
    "| in state | when | goes to | and does |",
    "|---|---|---|---|",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    "An event that has brought a contact and has found a line is remembered with it in memory, until the page goes. The tracker says by itself what came of it:",
    "`portalkit:identified` with `identified`, or `portalkit:blocked` with `tracker-threw`, `journeys-only` or `auth-id-missing`. Two ends of a form change nothing",
    'here: an address that was only typed, with `"confirmed"`, says `pending`, and a contact that was created under an id the portal did not say, blocked: `contact-id-missing`.',
    "",
    "## States",
    "",
    "| state | meaning |",
    "|---|---|",
    ...list(stateNames),
    "",
    "## Events",
    "",
    "| event | meaning |",
    "|---|---|",
    ...list(eventNames),
    "",
    "## Actions",
    "",
    "In the order in which they are done.",
    "",
    "| action | meaning |",
    "|---|---|",
    ...list(actionNames),
    "",
    "## Waits",
    "",
    `While somebody is to be told, the tracker is looked for at once and then after 1, 4, 9, … ms, each pause the next square: after ${Math.round(waitedMs(pollsUntilMissing) / 1_000)} s blocked: \`tracker-missing\` is said,`,
    `and after ${Math.round(waitedMs(polls) / 60_000)} minutes the page gives up. A form that sends the visitor on waits at most ${(queuePollMs * queuePolls) / 1_000} s for the tracker to take its queue, which would be lost with the`,
    "page. What was not told on one page is told on the next of the tab session.",
    "",
    "A tracker whose library is blocked leaves its stub on the page, which takes the call and sends nothing: that cannot be told from here, and is said as identified.",
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../docs/identity.md");
});
