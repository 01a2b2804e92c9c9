import { expect, test } from "vitest";
import { findForeignCaller, isOwnHost } from "../../portal-emulator/emulator-guard.ts";

const portal = "http://localhost:4180";
const request = (headers: Record<string, string>, url = `${portal}/_emulator/log`): Request => new Request(url, { headers });

test.each([
  ["by no header at all", {}, undefined],
  ["from a page of the portal", { origin: portal }, undefined],
  ["from a page of the portal that says no origin", { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }, undefined],
  ["typed by a person", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }, undefined],
  ["by a link on another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }, undefined],
  ["from another port of this machine", { origin: "http://localhost:3000" }, "Origin http://localhost:3000 may not call the emulator"],
  ["from a sandboxed page", { origin: "null" }, "Origin null may not call the emulator"],
  [
    "as an image of another site",
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
    "another site's page",
  ],
  [
    "as a script on another port",
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
    "another site's page",
  ],
  [
    "as a frame of another site",
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    "another site's page",
  ],
  ["under another name of this machine", { host: "127.0.0.1:4180" }, "this Host is not the emulator's"],
])("judges a call %s", (_, headers, reason) => {
  const found = findForeignCaller(request(headers), [portal]);
  if (reason === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(reason);
});

test.each([
  [{}, `${portal}/`, true],
  [{ host: "localhost:4180" }, `${portal}/`, true],
  [{ host: "evil.example" }, `${portal}/`, false],
  [{ host: "localhost:4180" }, "http://evil.example/", false],
  [{ host: "localhost" }, `${portal}/`, false],
])("takes the Host %j of a request to %s as its own: %s", (headers, url, isOwn) => {
  expect(isOwnHost(request(headers, url), portal)).toBe(isOwn);
});
