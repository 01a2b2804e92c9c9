import { describe, expect, it } from "vitest";
import { createHostMap, findTrackingHosts } from "../../portal-emulator/host-map.ts";

const insights = "http://127.0.0.1:4182";
const library = "https://download.example.net/sdk/CI-SDKs/web/msci-1.1.0.js";

describe("findTrackingHosts", () => {
  it.each([
    [
      "the library and the collector of a pasted script",
      `{src: "${library}", cfg: {endpointUrl: "https://collect.example.net/OneCollector/1.0/"}}`,
      ["download.example.net", "collect.example.net"],
    ],
    ["a Journeys library", '<script src="https://a.example.net/webtracking/WebTracking/WebTracking.bundle.js">', ["a.example.net"]],
    ["an address without a scheme", '"//download.example.net/CI-SDKs/web/msci-2.js"', ["download.example.net"]],
    ["slashes escaped as in JSON", String.raw`"https:\/\/download.example.net\/CI-SDKs\/web\/msci-2.js"`, ["download.example.net"]],
    ["a backtick string", "`https://download.example.net/CI-SDKs/web/msci-2.js`", ["download.example.net"]],
    ["nothing in a page of other scripts", '<script src="https://cdn.example.net/bootstrap.js"></script><p>MSCI</p>', []],
    [
      "only the tracker's host beside others",
      `<script src="https://cdn.example.net/bootstrap.js"></script> ${library}`,
      ["download.example.net"],
    ],
    ["nothing in an empty text", "", []],
  ])("finds %s", (_, text, hosts) => {
    expect(findTrackingHosts(text)).toEqual(hosts);
  });
});

describe("createHostMap", () => {
  const map = createHostMap(["download.example.net", "Collect.example.net"], insights);

  it.each([
    [`src="${library}"`, `src="${insights}/@download.example.net/sdk/CI-SDKs/web/msci-1.1.0.js"`],
    ['"https://collect.example.net/OneCollector/1.0/"', `"${insights}/@collect.example.net/OneCollector/1.0/"`],
    ['"//download.example.net/a.js"', `"${insights}/@download.example.net/a.js"`],
    [String.raw`"https:\/\/download.example.net\/a.js"`, String.raw`"http:\/\/127.0.0.1:4182\/@download.example.net\/a.js"`],
    ["HTTPS://DOWNLOAD.EXAMPLE.NET", `${insights}/@download.example.net`],
    ['"https://download.example.net.evil.example/"', '"https://download.example.net.evil.example/"'],
    ['"https://other.example.net/"', '"https://other.example.net/"'],
    ["// download.example.net is a comment", "// download.example.net is a comment"],
    ["a//download.example.net/b", "a//download.example.net/b"],
  ])("makes %s into %s", (text, mapped) => {
    expect(map.apply(text)).toBe(mapped);
  });

  it("leaves everything alone without a host", () => {
    expect(createHostMap([], insights).apply(library)).toBe(library);
  });
});
