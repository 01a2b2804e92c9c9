/** What a visitor types, and what the portal hands out, in words that occur nowhere else. */
export const typed = {
  firstname: "Zqfirstname",
  lastname: "Zqlastname",
  emailaddress1: "zqmailbox@example.com",
  mobilephone: "8675309555",
  description: "Zqfreetext",
} as const;

/** Part of each by which it is found again, whatever is done to its letter case, blanks or punctuation. */
export const typedMarks = {
  firstname: "zqfirstname",
  lastname: "zqlastname",
  email: "zqmailbox",
  phone: "8675309555",
  text: "zqfreetext",
} as const;

/** Name of a mark → the mark; of a token or a contact id several may be known. */
export type Marks = Readonly<Record<string, string | readonly string[]>>;

/** Names of the marks that a text holds: as they are, percent-encoded, in base64 or in hexadecimal digits. */
export function findMarks(text: string, marks: Marks): string[] {
  const haystacks = [text.toLowerCase(), decode(text).toLowerCase()];
  return Object.entries(marks)
    .filter(([, values]) => [values].flat().some((value) => holds(text, haystacks, value)))
    .map(([name]) => name);
}

function holds(text: string, haystacks: readonly string[], mark: string): boolean {
  const plain = mark.toLowerCase();
  if (plain === "") throw new Error("an empty mark is found everywhere");
  const bytes = Buffer.from(plain);
  return (
    haystacks.some((haystack) => haystack.includes(plain) || haystack.includes(bytes.toString("hex"))) ||
    [mark, plain].some((spelling) => base64Forms(spelling).some((form) => text.includes(form)))
  );
}

/** What a mark looks like inside a longer text in base64: that depends on where its first byte falls. */
function base64Forms(mark: string): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.from("\0".repeat(offset) + mark).toString("base64");
    // Characters that the neighbours have a part in are left out.
    return text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + mark.length) * 4) / 3));
  });
}

function decode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // Percent signs that encode nothing stay.
      return encoded;
    }
  });
}
