/** `https://Contoso.crm4.dynamics.com/main.aspx?x` → `https://contoso.crm4.dynamics.com`; undefined: no address. */
export function normalizeEnvironment(address: string): string | undefined {
  const text = address.trim();
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && host !== "" && username === "" && password === "" ? `${protocol}//${host}` : undefined;
}

/** Whether two addresses are those of one environment. */
export function isSameEnvironment(one: string | undefined, other: string | undefined): boolean {
  const first = normalizeEnvironment(one ?? "");
  return first !== undefined && first === normalizeEnvironment(other ?? "");
}
