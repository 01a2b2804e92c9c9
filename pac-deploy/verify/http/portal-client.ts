import { UserError } from "../../../contract/user-error.ts";
import { createCookieJar } from "./cookie-jar.ts";

export interface PortalRequest {
  readonly method?: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface PortalAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What answered in the end, on this portal. */
  readonly url: URL;
  /** Where a redirect led that was not followed: another host. */
  readonly leftTo: string | undefined;
  /** A redirect inside the portal was followed. */
  readonly wasRedirected: boolean;
}

/** Asks one portal as one anonymous visitor: slowly, a limited number of times, and nobody else. */
export interface PortalClient {
  readonly origin: URL;
  readonly sent: () => number;
  readonly budget: number;
  /**
   * @param path with its query
   * @throws BudgetSpent; UserError `portal-unreachable`, exit code 3
   */
  ask(path: string, request?: PortalRequest): Promise<PortalAnswer>;
}

/** As many requests as were allowed have been sent. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

export interface PortalClientOptions {
  readonly origin: URL;
  readonly fetch: typeof fetch;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /** Infinity: as fast as it answers. */
  readonly requestsPerSecond: number;
  readonly budget: number;
  readonly timeoutMs?: number;
}

const maxRedirects = 5;
/** A page is smaller; what a file holds beyond that is not looked at. */
const maxBytes = 4 * 1024 * 1024;

export function createPortalClient(options: PortalClientOptions): PortalClient {
  const { origin, budget, now, wait, requestsPerSecond, timeoutMs = 20_000 } = options;
  const cookies = createCookieJar();
  let sent = 0;
  let nextAt = 0;

  const send = async (url: URL, { method = "GET", headers = {}, body }: PortalRequest): Promise<Response> => {
    if (sent >= budget) throw new BudgetSpent(`the budget of ${budget} requests is spent`);
    sent += 1;
    const delay = nextAt - now();
    nextAt = Math.max(now(), nextAt) + 1000 / requestsPerSecond;
    if (delay > 0) await wait(delay);
    try {
      const response = await options.fetch(url, {
        method,
        headers: { "user-agent": "portal-kit verify", ...cookies.header(), ...headers },
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body }),
      });
      cookies.keep(response.headers.getSetCookie());
      return response;
    } catch (cause) {
      throw new UserError("portal-unreachable", `${origin.origin} does not answer: ${describe(cause)}`, {
        exitCode: 3,
        hint: "See that the address is right and the site is running.",
        cause,
      });
    }
  };

  return {
    origin,
    budget,
    sent: () => sent,
    async ask(path, request = {}) {
      let url = new URL(path, origin);
      if (url.origin !== origin.origin) throw new Error(`The path leads to another host: ${path}`);
      for (let redirects = 0; ; redirects += 1) {
        const response = await send(url, request);
        const location = response.headers.get("location");
        const target =
          response.status >= 300 && response.status < 400 && location !== null && URL.canParse(location, url.href)
            ? new URL(location, url.href)
            : undefined;
        const isOther = target !== undefined && target.origin !== origin.origin;
        const mayFollow = target !== undefined && !isOther && redirects < maxRedirects && (request.method ?? "GET") === "GET";
        if (mayFollow) {
          await response.body?.cancel();
          url = target;
          continue;
        }
        return {
          status: response.status,
          headers: response.headers,
          text: await readText(response),
          url,
          leftTo: isOther ? target.href : undefined,
          wasRedirected: redirects > 0,
        };
      }
    },
  };
}

async function readText(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return new TextDecoder().decode(bytes.subarray(0, maxBytes));
}

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
};
