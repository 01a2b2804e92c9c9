/**
 * The same question as `matchSource`, answered another way: a source becomes the list of every spelling of an address that it covers, as patterns over
 * the whole address with its port written out. For sources and addresses of http and https only.
 */
export function oracleMatches(source: string, address: string, pageOrigin: string): boolean {
  const spelled = spell(address);
  return patternsOf(source, pageOrigin).some((pattern) => new RegExp(`^${pattern}$`).test(spelled));
}

/** `https://host:443/path`, always with a port, no query. */
function spell(address: string): string {
  const [, scheme = "", host = "", port, path = "/"] = /^(https?):\/\/([^/:?#]+)(?::(\d+))?(\/[^?#]*)?/.exec(address) ?? [];
  return `${scheme}://${host}:${port ?? own(scheme)}${path}`;
}

const own = (scheme: string): string => (scheme === "http" ? "80" : "443");
const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const above = (scheme: string): readonly string[] => (scheme === "http" ? ["http", "https"] : ["https"]);

function patternsOf(source: string, pageOrigin: string): string[] {
  const [, pageScheme = "", pageHost = "", pagePort] = /^(https?):\/\/([^/:]+)(?::(\d+))?$/.exec(pageOrigin) ?? [];
  if (source === "*") return ["https?://.*"];
  if (source === "http:") return ["https?://.*"];
  if (source === "https:") return ["https://.*"];
  if (source === "'self'") return above(pageScheme).map((scheme) => `${scheme}://${quote(pageHost)}:${pagePort ?? own(scheme)}/.*`);
  const [, scheme = pageScheme, host, port, path = ""] = /^(?:(https?):\/\/)?([^/:']+)(?::([^/]+))?(\/.*)?$/.exec(source) ?? [];
  if (host === undefined || (/^[\d.]+$/.test(host) && host !== "127.0.0.1")) return [];
  const hostPattern = host === "*" ? "[^/:]+" : host.startsWith("*.") ? `[^/:]+${quote(host.slice(1))}` : quote(host);
  const pathPattern = path === "" ? "/.*" : path.endsWith("/") ? `${quote(path)}.*` : quote(path);
  return above(scheme).map(
    (one) => `${one}://${hostPattern}:${port === undefined ? own(one) : port === "*" ? String.raw`\d+` : port}${pathPattern}`,
  );
}
