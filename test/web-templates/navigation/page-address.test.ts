import { describe, expect, it } from "vitest";
import { pageAddress } from "../../../web-templates/navigation/page-address.ts";

const journeys = "msdynmkt_trackingcontext=0f0e&msdynmkt_prefill=ab%26c";

describe("pageAddress", () => {
  it.each([
    { address: `/a#${journeys}`, page: "/a" },
    { address: `/a#part&${journeys}`, page: "/a#part" },
    { address: `/a#${journeys}&part`, page: "/a#part" },
    { address: `/a#x=1&${journeys}&y=2`, page: "/a#x=1&y=2" },
    { address: `/a?q=1&${journeys}#part`, page: "/a?q=1#part" },
    { address: `/a?${journeys}`, page: "/a" },
    { address: `/a?${journeys}#part`, page: "/a#part" },
    { address: `/#/route?${journeys}`, page: "/#/route" },
    { address: "/a#", page: "/a" },
    { address: "/a?q=1&r=2#/route?x=1&y=2", page: "/a?q=1&r=2#/route?x=1&y=2" },
    { address: "/msdynmkt_trackingcontext=1", page: "/msdynmkt_trackingcontext=1" },
    { address: "/a?my_msdynmkt_x=1", page: "/a?my_msdynmkt_x=1" },
    { address: "", page: "" },
  ])("takes $address for $page", ({ address, page }) => {
    expect(pageAddress(address)).toBe(page);
  });
});
