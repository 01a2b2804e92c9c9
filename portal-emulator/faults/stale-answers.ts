/** A JSON answer as it was given. */
interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** What reads were answered before, for reads that are to be stale. */
export interface StaleAnswers {
  /** Keeps the answer to a read; gives it back unread. */
  remember(request: Request, response: Response): Promise<Response>;
  /** The last answer that differed from this one, or this one where none is remembered. */
  before(request: Request, response: Response): Promise<Response>;
  clear(): void;
}

const maxAddresses = 200;
const maxBodyChars = 16_384;

/**
 * Remembers the last two different JSON answers of each address and visitor. A portal's data cache is per user and shared by anonymous
 * visitors (documented: https://learn.microsoft.com/power-pages/admin/clear-server-side-cache), so an old answer is never somebody else's.
 * @param visitorOf whose answer it is
 * @param tellBody is told the body of each answer given back
 */
export function createStaleAnswers(
  visitorOf: (request: Request) => string,
  tellBody: (response: Response, text: string) => void,
): StaleAnswers {
  const histories = new Map<string, readonly Answer[]>();
  const keyOf = (request: Request): string => JSON.stringify([request.url, request.headers.get("accept"), visitorOf(request)]);
  const read = async (response: Response): Promise<Answer> => ({
    status: response.status,
    headers: [...response.headers],
    body: await response.text(),
  });
  const isKept = (request: Request, response: Response): boolean =>
    request.method === "GET" &&
    response.status === 200 &&
    /json/.test(response.headers.get("content-type") ?? "") &&
    !response.headers.has("set-cookie");
  const keep = (key: string, answer: Answer): void => {
    if (answer.body.length > maxBodyChars) return;
    const history = histories.get(key) ?? [];
    histories.delete(key);
    histories.set(key, history.at(-1)?.body === answer.body ? history : [...history.slice(-1), answer]);
    const oldest = histories.keys().next();
    if (histories.size > maxAddresses && oldest.done === false) histories.delete(oldest.value);
  };
  return {
    async remember(request, response) {
      if (!isKept(request, response)) return response;
      const answer = await read(response);
      keep(keyOf(request), answer);
      const unread = render(answer);
      tellBody(unread, answer.body);
      return unread;
    },
    async before(request, response) {
      if (!isKept(request, response)) return response;
      const key = keyOf(request);
      const now = await read(response);
      const older = (histories.get(key) ?? []).findLast((answer) => answer.body !== now.body);
      return render(older ?? now);
    },
    clear: () => histories.clear(),
  };
}

const render = ({ status, headers, body }: Answer): Response =>
  new Response(body, { status, headers: headers.map(([name, value]): [string, string] => [name, value]) });
