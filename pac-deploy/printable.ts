/** Shows in place of what would steer a terminal. */
const mark = "\uFFFD";

/** Control characters but tabs and line ends; and what turns the direction of writing, so that a line reads otherwise than it is. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const steering = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** The colours that this program itself writes, one code at a time: none that hides, moves or asks. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const colour = /(\u001B\[(?:[0-47]|2[2-9]|[34]\d|9[0-7]|10[0-7])m)/;

/** A site's texts come from many hands: nothing in them steers the terminal. */
export const printable = (text: string): string => text.replaceAll(steering, mark);

/** The same for a name or a value within a sentence: it makes no line of its own, which would read as one of the kit's. */
export const printableInLine = (text: string): string => printable(text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, " ⏎ "));

/** What a command says, with its colours, whoever forgot to ask for a name to be printable. */
export const printableInColour = (text: string): string =>
  text
    .split(colour)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join("");

/** JSON in which nothing steers a terminal: what `JSON.stringify` leaves as it is stands escaped, and means the same. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(steering, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
