/** Longer bodies are not kept; nothing is held back or buffered for the log's sake. */
const maxBodyBytes = 16_384;

/** A copy of a short text body; undefined for none, for a long or unmeasured request's, for other types, and for one that breaks off. */
export async function copyBody(message: Request | Response): Promise<string | undefined> {
  const bytes = Number(message.headers.get("content-length") ?? (message instanceof Response ? "0" : "NaN"));
  if (message.body === null || !(bytes <= maxBodyBytes) || !/json|text\/plain/.test(message.headers.get("content-type") ?? ""))
    return undefined;
  const text = await message
    .clone()
    .text()
    .catch(() => undefined);
  return text === undefined || text.length > maxBodyBytes ? undefined : text;
}
