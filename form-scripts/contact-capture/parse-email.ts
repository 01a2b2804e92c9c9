/** The grammar browsers check `<input type="email">` by. https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address */
const emailPattern = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The address as it is looked up and stored; undefined when it is no address. For callers without an `<input type="email">`, which asks the browser. */
export function parseEmail(text: string): string | undefined {
  const email = cleanEmail(text);
  return emailPattern.test(email) ? email : undefined;
}

/**
 * Trims, takes out what cannot be seen, and writes full-width characters as ASCII, an international domain as it goes over the wire, and the domain in lower
 * case; the local part stays as typed. What is no address comes back as something that is none either.
 */
export function cleanEmail(text: string): string {
  const typed = text
    .replace(/\p{Cf}/gu, "")
    // Not all of NFKC: whoever types a ligature or a raised letter before the @ has not typed that address.
    .replace(/[﹫！-～]/g, (wide) => wide.normalize("NFKC"))
    .replace(/[。｡]/g, ".")
    .trim();
  const at = typed.lastIndexOf("@") + 1;
  return typed.slice(0, at) + toAsciiDomain(typed.slice(at)).toLowerCase();
}

/** As the URL parser writes it, which would also take a path, a port, or a number for an address of four numbers. */
function toAsciiDomain(domain: string): string {
  try {
    const { hostname } = new URL(`http://${domain}`);
    if (/^[-.\w\x80-\uffff]+$/.test(domain) && /[^\d.]/.test(hostname)) return hostname;
  } catch {
    // No domain: the grammar refuses it as typed.
  }
  return domain.normalize("NFKC");
}
