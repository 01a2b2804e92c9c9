/** What a portal sets, for the one visitor of a run: names and values; paths and times do not matter within a minute on one host. */
export interface CookieJar {
  keep(setCookies: readonly string[]): void;
  header(): Readonly<Record<string, string>>;
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    keep(setCookies) {
      for (const text of setCookies) {
        const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(text) ?? [];
        if (name === undefined || value === undefined) continue;
        if (/;\s*max-age=(?:0|-\d+)\s*(?:;|$)/i.test(text) || value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
    },
    header: () => (cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
  };
}
