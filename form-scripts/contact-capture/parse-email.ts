/** The grammar browsers check `<input type="email">` by. https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address */
const emailPattern =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const maxChars = 254;

/**
 * The address as it is looked up and stored: trimmed, an international domain in ASCII, the domain in lower case, the local part as typed.
 * Undefined when it is no address.
 */
export function parseEmail(text: string): string | undefined {
  const typed = text.trim();
  const at = typed.lastIndexOf("@");
  const domain = typed.slice(at + 1);
  const email = `${typed.slice(0, at)}@${toAsciiDomain(domain).toLowerCase()}`;
  return at > 0 && email.length <= maxChars && emailPattern.test(email) ? email : undefined;
}

/** Only for domains beyond ASCII: the URL parser would also take a path, a port, or a number for an address of four numbers. */
function toAsciiDomain(domain: string): string {
  if (!/[\u0080-\uffff]/.test(domain) || /[\s/?#:@\\%[\]]/.test(domain)) return domain;
  try {
    const { hostname } = new URL(`http://${domain}`);
    return /[^\d.]/.test(hostname) ? hostname : domain;
  } catch {
    // No domain: the pattern refuses it as typed.
    return domain;
  }
}
