/**
 * Whether one source of a directive lets an address through; no redirect is followed, and keywords but `'self'` name no address.
 * https://www.w3.org/TR/CSP3/#match-url-to-source-expression
 * @param origin of the page, e.g. `https://contoso.example.com`
 */
export function matchSource(source: string, url: URL, origin: URL): boolean {
  if (source === "*") return isHttp(url.protocol) || url.protocol === origin.protocol;
  if (/^'self'$/i.test(source)) return isSelf(url, origin);
  const scheme = /^([a-z][a-z\d+.-]*):$/i.exec(source)?.[1];
  if (scheme !== undefined) return matchScheme(`${scheme.toLowerCase()}:`, url.protocol);
  const parts = /^(?:([a-z][a-z\d+.-]*):\/\/)?(\*|(?:\*\.)?[a-z\d-]+(?:\.[a-z\d-]+)*\.?)(?::(\d+|\*))?(\/[^?#]*)?$/i.exec(source);
  if (parts?.[2] === undefined || url.hostname === "") return false;
  const [, ownScheme, host, port, path] = parts;
  return (
    matchScheme(ownScheme === undefined ? origin.protocol : `${ownScheme.toLowerCase()}:`, url.protocol) &&
    matchHost(host.toLowerCase(), url.hostname) &&
    matchPort(port, url) &&
    (path === undefined || matchPath(path, url.pathname))
  );
}

const isHttp = (protocol: string): boolean => protocol === "http:" || protocol === "https:";

/** What a scheme also means: its secure twin, and web sockets' http. */
const alsoMeant: Readonly<Record<string, readonly string[]>> = {
  "http:": ["https:"],
  "ws:": ["wss:", "http:", "https:"],
  "wss:": ["https:"],
};
const matchScheme = (pattern: string, protocol: string): boolean =>
  pattern === protocol || (alsoMeant[pattern]?.includes(protocol) ?? false);

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443", "ws:": "80", "wss:": "443" };
/** `URL` leaves a scheme's own port out. */
const portOf = ({ port, protocol }: URL): string => port || (defaultPorts[protocol] ?? "");

function isSelf(url: URL, origin: URL): boolean {
  if (url.hostname !== origin.hostname || url.port !== origin.port) return false;
  return (
    url.protocol === origin.protocol || ["https:", "wss:"].includes(url.protocol) || (origin.protocol === "http:" && url.protocol === "ws:")
  );
}

/** Of numeric addresses only 127.0.0.1 can be named. */
function matchHost(pattern: string, hostname: string): boolean {
  if (pattern === "*") return true;
  if (pattern.startsWith("*.")) return hostname.endsWith(pattern.slice(1)) && hostname.length > pattern.length - 1;
  return pattern === hostname && (pattern === "127.0.0.1" || !/^\d+(?:\.\d+){3}$/.test(pattern));
}

const matchPort = (pattern: string | undefined, url: URL): boolean =>
  pattern === undefined ? url.port === "" : pattern === "*" || String(Number(pattern)) === portOf(url);

/** A path that ends with a slash covers what is below it. */
function matchPath(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (pattern.endsWith("/") ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((piece, index) => (piece === "" && index === wanted.length - 1) || decode(piece) === decode(given[index] ?? ""));
}

/** Byte for byte, as an address is compared: `%` without two digits stands for itself. */
function decode(piece: string): string {
  const bytes = Buffer.from(piece, "utf8").toString("latin1");
  return bytes.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
