/** The address of the next page: the request's own with another `$skiptoken`. */
export function renderNextLink(requestUrl: string, token: string): string {
  const url = new URL(requestUrl);
  url.searchParams.delete("$skiptoken");
  return addSkipToken(url.href.replaceAll("%24", "$"), token);
}

export function addSkipToken(url: string, token: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}$skiptoken=${encodeURIComponent(token)}`;
}
