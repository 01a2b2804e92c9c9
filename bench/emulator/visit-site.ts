import { antiForgeryName, tokenPath } from "../../contract/names.ts";
import { openConnection, type HttpAnswer } from "./open-connection.ts";

/** A visitor with the cookies and the token that a browser has once it has opened the page with the form. */
export interface Visit {
  readonly port: number;
  readonly page: string;
  get(path: string): string;
  post(path: string, body: string): string;
}

const browserHeaders = [
  "user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "accept-language: en-US,en;q=0.5",
  "accept-encoding: gzip, deflate, br, zstd",
  "sec-fetch-dest: empty",
  "sec-fetch-mode: cors",
  "sec-fetch-site: same-origin",
];

export async function visitSite(port: number, pagePath: string): Promise<Visit> {
  const connection = await openConnection(port);
  const cookies = new Map<string, string>();
  let token = "";
  const head = (start: string, headers: readonly string[]): string =>
    [
      `${start} HTTP/1.1`,
      `host: localhost:${port}`,
      ...browserHeaders,
      `referer: http://localhost:${port}${pagePath}`,
      ...(cookies.size === 0 ? [] : [`cookie: ${[...cookies].map(([name, value]) => `${name}=${value}`).join("; ")}`]),
      ...headers,
      "",
      "",
    ].join("\r\n");
  const get = (path: string): string =>
    head(`GET ${path}`, ["accept: application/json", ...(token === "" ? [] : [`${antiForgeryName}: ${token}`])]);
  const open = async (path: string): Promise<HttpAnswer> => {
    const answer = await connection.send(get(path));
    for (const [, name = "", value = ""] of answer.head.matchAll(/^set-cookie: *([^=]+)=([^;\r]*)/gim)) cookies.set(name, value);
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return answer;
  };
  const page = (await open(pagePath)).body;
  token = / value="([^"]+)"/.exec((await open(tokenPath)).body)?.[1] ?? "";
  if (token === "" || !cookies.has(antiForgeryName)) throw new Error("the site gave no anti-forgery token");
  connection.close();
  return {
    port,
    page,
    get,
    post: (path, body) =>
      head(`POST ${path}`, [
        "accept: application/json",
        "content-type: application/json",
        `origin: http://localhost:${port}`,
        `content-length: ${Buffer.byteLength(body)}`,
        `${antiForgeryName}: ${token}`,
      ]) + body,
  };
}
