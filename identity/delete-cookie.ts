/**
 * Deletes a cookie whose domain is not documented: for the host and each domain above, then for the host alone. Browsers refuse those that are nobody's.
 */
export const deleteCookie = (document: Document, name: string): unknown =>
  document.location.hostname.replace(
    /^|\.|$/g,
    // One concatenation compresses better than a template does.
    (_, at: number, host) => (document.cookie = name + "=;max-age=0;path=/;domain=" + host.slice(at)),
  );
