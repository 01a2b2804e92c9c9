/** Longer bodies are not kept; nothing is held back or buffered for the log's sake. */
const maxBodyBytes = 16_384;

/**
 * A copy of a short text body; undefined for none, for a long or unmeasured request's, for other types, and for one that breaks off.
 * @param known the whole body, where somebody has it: reading a copy of it costs more than a small answer
 */
export async function copyBody(message: Request | Response, known?: string): Promise<string | undefined> {
  const bytes = Number(message.headers.get("content-length") ?? (message instanceof Response ? "0" : "NaN"));
  // The body last: asking a request of the server for it makes a whole Request of it, which costs as much as a small answer.
  if (!(bytes <= maxBodyBytes) || !/json|text\/plain/.test(message.headers.get("content-type") ?? "") || message.body === null)
    return undefined;
  const text =
    known ??
    (await message
      .clone()
      .text()
      .catch(() => undefined));
  return text === undefined || text.length > maxBodyBytes ? undefined : text;
}
