import { describe, expect, it } from "vitest";
import { parsePortalUrl } from "../../../pac-deploy/verify/http/parse-portal-url.ts";
import { BudgetSpent, createPortalClient, type PortalClient } from "../../../pac-deploy/verify/http/portal-client.ts";

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly cookie: string | null;
}

function createClient(
  answer: (url: URL) => Response,
  { budget = 10, requestsPerSecond = Infinity }: { budget?: number; requestsPerSecond?: number } = {},
): { client: PortalClient; asked: Asked[]; waited: number[] } {
  const asked: Asked[] = [];
  const waited: number[] = [];
  let clock = 0;
  const client = createPortalClient({
    origin: new URL("https://contoso.example.com"),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push({ url: request.url, method: request.method, cookie: request.headers.get("cookie") });
      return answer(new URL(request.url));
    },
    wait: async (milliseconds) => {
      waited.push(milliseconds);
      clock += milliseconds;
    },
    now: () => clock,
    requestsPerSecond,
    budget,
  });
  return { client, asked, waited };
}

describe("the client of verify", () => {
  it("follows a redirect inside the portal, and tells one that leads elsewhere", async () => {
    const { client, asked } = createClient((url) =>
      url.pathname === "/a"
        ? new Response(null, { status: 302, headers: { location: "/b" } })
        : new Response(null, { status: 302, headers: { location: "https://login.microsoftonline.com/x" } }),
    );
    const answer = await client.ask("/a");
    expect(answer).toMatchObject({ leftTo: "https://login.microsoftonline.com/x", wasRedirected: true });
    expect(asked.map(({ url }) => new URL(url).host)).toEqual(["contoso.example.com", "contoso.example.com"]);
  });

  it("does not go round in a circle", async () => {
    const { client, asked } = createClient(() => new Response(null, { status: 302, headers: { location: "/" } }));
    expect((await client.ask("/")).status).toBe(302);
    expect(asked).toHaveLength(6);
  });

  it("sends no more than its budget, redirects counted", async () => {
    const { client, asked } = createClient(() => new Response("ok"), { budget: 2 });
    await client.ask("/1");
    await client.ask("/2");
    await expect(client.ask("/3")).rejects.toBeInstanceOf(BudgetSpent);
    expect(asked).toHaveLength(2);
  });

  it("keeps to its rate", async () => {
    const { client, waited } = createClient(() => new Response("ok"), { requestsPerSecond: 2 });
    for (const path of ["/1", "/2", "/3"]) await client.ask(path);
    expect(waited).toEqual([500, 500]);
  });

  it("gives back the portal's cookies, and drops those that expire", async () => {
    const { client, asked } = createClient((url) =>
      url.pathname === "/set"
        ? new Response("", { headers: [["set-cookie", "a=1; path=/; HttpOnly"]] })
        : new Response("", { headers: [["set-cookie", "a=; max-age=0"]] }),
    );
    for (const path of ["/set", "/drop", "/none"]) await client.ask(path);
    expect(asked.map(({ cookie }) => cookie)).toEqual([null, "a=1", null]);
  });

  it("says with exit code 3 that nothing answers", async () => {
    const { client } = createClient(() => {
      throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
    });
    await expect(client.ask("/")).rejects.toMatchObject({
      code: "portal-unreachable",
      exitCode: 3,
      message: expect.stringContaining("ENOTFOUND") as string,
    });
  });

  it.each(["//example.com/x", "https://example.com/"])("does not ask another host: %s", async (path) => {
    const { client, asked } = createClient(() => new Response("ok"));
    await expect(client.ask(path)).rejects.toThrow("another host");
    expect(asked).toEqual([]);
  });
});

describe("the address of verify", () => {
  it.each([
    "http://localhost:8080/x",
    "http://127.0.0.1:1",
    "http://[::1]:80",
    "http://portal.localhost",
    "https://contoso.example.com/a?b",
  ])("takes %s", (text) => expect(parsePortalUrl(text).href).toBe(`${new URL(text).origin}/`));
  it.each([
    "contoso.example.com",
    "http://contoso.example.com",
    "http://localhost.example.com",
    "https://a:b@contoso.example.com",
    "file:///x",
    "",
  ])("refuses %s", (text) =>
    expect(() => parsePortalUrl(text)).toThrow(expect.objectContaining({ code: "verify-url-invalid", exitCode: 2 }) as Error),
  );
});
