import { expect, test } from "vitest";
import { parseTimeSpan, readCookieSettings } from "../../../portal-emulator/sign-in/cookie-settings.ts";
import { tinySite } from "../../access/tiny-site.ts";

test.each([
  ["24:00:00", 86_400_000],
  ["00:30:00", 1_800_000],
  ["0:05", 300_000],
  ["14.00:00:00", 14 * 86_400_000],
  ["1.02:03:04", 93_784_000],
  ["00:00:00", undefined],
  ["", undefined],
  ["24 hours", undefined],
  ["00:60:00", undefined],
  ["-1.00:00:00", undefined],
])("reads the time span %j", (text, ms) => {
  expect(parseTimeSpan(text)).toBe(ms);
});

test("has the documented defaults, also where a setting is empty or makes no sense", () => {
  const defaults = {
    name: ".AspNet.ApplicationCookie",
    lifetimeMs: 86_400_000,
    isSliding: true,
    loginPath: "/signin",
    returnUrlParameter: "ReturnUrl",
  };
  expect(readCookieSettings(tinySite())).toEqual(defaults);
  const settings = ["CookieName", "ExpireTimeSpan", "SlidingExpiration", "LoginPath"].map(
    (name) => [`Authentication/ApplicationCookie/${name}`, ""] as const,
  );
  expect(readCookieSettings(tinySite({ settings }))).toEqual(defaults);
});

test("takes what the site sets", () => {
  const settings = [
    ["authentication/applicationcookie/cookiename", "site.session"],
    ["Authentication/ApplicationCookie/SlidingExpiration", "False"],
    ["Authentication/ApplicationCookie/ReturnUrlParameter", "back"],
  ] as const;
  expect(readCookieSettings(tinySite({ settings }))).toMatchObject({ name: "site.session", isSliding: false, returnUrlParameter: "back" });
});

test("spells a sign-in address as addresses are spelled, and takes no name that a cookie cannot have", () => {
  const settings = [
    ["Authentication/ApplicationCookie/LoginPath", "/connexion/entrée"],
    ["Authentication/ApplicationCookie/CookieName", "my; cookie"],
  ] as const;
  expect(readCookieSettings(tinySite({ settings }))).toMatchObject({
    loginPath: "/connexion/entr%C3%A9e",
    name: ".AspNet.ApplicationCookie",
  });
});
