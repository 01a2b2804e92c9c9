// Clients that create contacts one after the other until their server is gone, and say which it acknowledged.

export interface Addresses {
  readonly portal: string;
  readonly org: string;
  readonly orgToken: string;
}

export interface Created {
  readonly id: string;
  readonly lastname: string;
  readonly email: string;
}

export interface Client {
  /** Settles with the first acknowledgement; fails when there is none. */
  readonly begun: Promise<void>;
  /** When the server has gone: what it had acknowledged, and whether a request was under way. */
  readonly ended: Promise<{ readonly created: readonly Created[]; readonly wasCut: boolean }>;
}

type Send = (n: number) => Promise<readonly Created[]>;

/** An answer that is not the one hoped for is a fault of the server; no answer is what a killed one gives. */
class Refused extends Error {}

function startClient(send: Send): Client {
  const created: Created[] = [];
  let begin = (): void => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const begun = new Promise<void>((resolve, reject) => {
    begin = resolve;
    fail = reject;
  });
  const run = async (): Promise<{ created: readonly Created[]; wasCut: boolean }> => {
    for (let n = 0; ; n += 1) {
      try {
        created.push(...(await send(n)));
        begin();
      } catch (error) {
        fail(error);
        if (error instanceof Refused) throw error;
        return { created, wasCut: !isConnectionRefused(error) };
      }
    }
  };
  const ended = run();
  // Both are awaited by the test, in its own time.
  ended.catch(() => undefined);
  begun.catch(() => undefined);
  return { begun, ended };
}

/** `fetch` wraps what the socket said. */
function isConnectionRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

async function requireStatus(response: Response, status: number): Promise<Response> {
  if (response.status !== status) throw new Refused(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

function idOf(address: string | null): string {
  const [, id] = /\(([0-9a-f-]{36})\)$/u.exec(address ?? "") ?? [];
  if (id === undefined) throw new Refused(`expected the address of a row, not ${address}`);
  return id;
}

const emailOf = (lastname: string): string => `${lastname.replaceAll(/[^a-z0-9]+/gu, "-")}@example.com`;

/** An anonymous visitor: the anti-forgery token and its cookie, then `/_api/contacts`. */
export function startPortalClient({ portal }: Addresses, name: string): Client {
  let visitor: { readonly cookie: string; readonly token: string } | undefined;
  return startClient(async (n) => {
    visitor ??= await readToken(portal);
    const lastname = `${name} ${n}`;
    const response = await fetch(`${portal}/_api/contacts`, {
      method: "POST",
      headers: { "content-type": "application/json", __RequestVerificationToken: visitor.token, cookie: visitor.cookie },
      body: JSON.stringify({ lastname, emailaddress1: emailOf(lastname) }),
    });
    const { headers } = await requireStatus(response, 204);
    const id = headers.get("entityid");
    if (id === null) throw new Refused("no entityid");
    return [{ id, lastname, email: emailOf(lastname) }];
  });
}

async function readToken(portal: string): Promise<{ readonly cookie: string; readonly token: string }> {
  const response = await requireStatus(await fetch(`${portal}/_layout/tokenhtml`), 200);
  const [, token] = /value="([^"]+)"/u.exec(await response.text()) ?? [];
  if (token === undefined) throw new Refused("no token");
  return {
    token,
    cookie: response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";", 1)[0])
      .join("; "),
  };
}

/** Single rows through the organization's Web API. */
export function startRowClient({ org, orgToken }: Addresses, name: string): Client {
  return startClient(async (n) => {
    const lastname = `${name} ${n}`;
    const response = await fetch(`${org}/api/data/v9.2/contacts`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${orgToken}` },
      body: JSON.stringify({ lastname, emailaddress1: emailOf(lastname) }),
    });
    const { headers } = await requireStatus(response, 204);
    return [{ id: idOf(headers.get("odata-entityid")), lastname, email: emailOf(lastname) }];
  });
}

/** Two rows of the same last name in a change set of `$batch`. */
export function startPairClient({ org, orgToken }: Addresses, name: string): Client {
  return startClient(async (n) => {
    const lastname = `${name} ${n}`;
    const emails = ["a", "b"].map((half) => emailOf(`${lastname} ${half}`));
    const response = await fetch(`${org}/api/data/v9.2/$batch`, {
      method: "POST",
      headers: { "content-type": "multipart/mixed; boundary=whole", authorization: `Bearer ${orgToken}` },
      body: renderChangeSet(emails.map((email) => ({ lastname, emailaddress1: email }))),
    });
    const text = await (await requireStatus(response, 200)).text();
    const addresses = [...text.matchAll(/^OData-EntityId: (.*?)\r?$/gimu)].map(([, address]) => address ?? null);
    if (addresses.length !== 2) throw new Refused(`expected two new rows: ${text}`);
    return addresses.map((address, half) => ({ id: idOf(address), lastname, email: emails[half] ?? "" }));
  });
}

function renderChangeSet(rows: readonly object[]): string {
  const parts = rows.map((row, index) =>
    [
      "--changes",
      "Content-Type: application/http",
      "Content-Transfer-Encoding: binary",
      `Content-ID: ${index + 1}`,
      "",
      "POST contacts HTTP/1.1",
      "Content-Type: application/json",
      "",
      JSON.stringify(row),
    ].join("\r\n"),
  );
  return ["--whole", "Content-Type: multipart/mixed; boundary=changes", "", ...parts, "--changes--", "--whole--", ""].join("\r\n");
}
