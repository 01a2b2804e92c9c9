const guid = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

/** Longer addresses are cut: they can hold whole messages. */
const maxChars = 2_000;

/**
 * An address without what may be personal: key values, query values and names that are no plain words, segments that look like an
 * email address or a phone number. Ids, query options with column names, and the site's own page addresses stay.
 */
export function redactAddress(address: string): string {
  const at = address.indexOf("?");
  const path = redactPath(at === -1 ? address : address.slice(0, at));
  const shown =
    at === -1
      ? path
      : `${path}?${address
          .slice(at + 1)
          .split("&")
          .map(redactPair)
          .join("&")}`;
  return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
}

function redactPath(path: string): string {
  // `/@<host>/…` is how the insights origin stands in for a tracking host.
  const [, host = "", rest = path] = /^(\/@[a-z0-9.-]+(?::\d+)?(?=\/))(.*)$/is.exec(path) ?? [];
  return host + redactKeys(rest).split("/").map(redactSegment).join("/");
}

/** From the first bracket of a segment to its last: a quoted key value may hold brackets and slashes of its own. */
function redactKeys(path: string): string {
  const open = path.search(/\(|%28/i);
  if (open === -1) return path;
  const opening = path[open] === "(" ? "(" : path.slice(open, open + 3);
  const from = open + opening.length;
  const plainKey = /^([^()/]*?)(?:\)|%29)/i.exec(path.slice(from));
  if (plainKey !== null && isPlainKey(plainKey[1] ?? ""))
    return path.slice(0, from + plainKey[0].length) + redactKeys(path.slice(from + plainKey[0].length));
  const close = Math.max(path.lastIndexOf(")"), path.toLowerCase().lastIndexOf("%29"));
  return close < from ? `${path.slice(0, from)}…` : `${path.slice(0, from)}…)${path.slice(close + (path[close] === ")" ? 1 : 3))}`;
}

/** An id, alone or named, tells nothing of a person by itself. */
const isPlainKey = (key: string): boolean => key === "" || guid.test(key.slice(key.indexOf("=") + 1));

function redactSegment(segment: string): string {
  const plain = decode(segment);
  return plain.includes("@") || /(?:\d[\s().-]?){7,}/.test(withoutIdsAndDates(plain)) ? "…" : segment;
}

const withoutIdsAndDates = (text: string): string =>
  text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/gi, "");

/** `$select=contactid` says nothing of a person; every other value might, and a name that is no word too. */
function redactPair(pair: string): string {
  const [key = "", ...rest] = pair.split("=");
  if (rest.length === 0 || !/^(?:%24|[$@])?[a-z_][\w.-]{0,40}$/i.test(key)) return "…";
  const isColumnList = /^(?:%24|\$)(?:select|orderby)$/i.test(key) && /^[a-z_][\w,%.+ /-]*$/i.test(rest.join("=")) && !/%40/.test(pair);
  const isNumber = /^(?:%24|\$)(?:top|count|skip)$/i.test(key) && /^(?:\d{1,6}|true|false)$/.test(rest.join("="));
  return isColumnList || isNumber ? pair : `${key}=…`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
