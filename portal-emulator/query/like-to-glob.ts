const singles: Readonly<Record<string, string>> = { "%": "*", _: "?", "*": "[*]", "?": "[?]", "[": "[[]" };

/** `%`, `_` and `[^...]` are LIKE's; SQLite's GLOB says `*`, `?` and `[^...]` and knows sets, which its LIKE does not. */
export function likeToGlob(pattern: string): string {
  const set = /\[(?:\^[^\]]+|[^\]^][^\]]*)\]/uy;
  let glob = "";
  for (let at = 0; at < pattern.length;) {
    set.lastIndex = at;
    const [range] = set.exec(pattern) ?? [];
    const char = pattern.charAt(at);
    glob += range ?? singles[char] ?? char;
    at += range?.length ?? 1;
  }
  return glob;
}
