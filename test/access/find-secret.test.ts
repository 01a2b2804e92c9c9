import { describe, expect, it } from "vitest";
import { findSecret } from "../../access/find-secret.ts";
import { isSecretSetting } from "../../access/known-settings.ts";
import { isPersonalColumn } from "../../access/people-tables.ts";

describe("a setting's name", () => {
  it.each([
    "Authentication/OpenAuth/Google/ClientSecret",
    "Authentication/OpenAuth/LinkedIn/ConsumerSecret",
    "SharePoint/ClientSecret",
    "Maps/ApiKey",
    "Sql/ConnectionString",
    "Demo/Smtp_Password",
  ])("%s is known to hold a secret", (name) => {
    expect(isSecretSetting(name)).toBe(true);
  });

  it.each([
    "Authentication/Registration/ResetPasswordEnabled",
    "Authentication/OpenAuth/LinkedIn/ConsumerKey",
    "Authentication/OpenAuth/Google/ClientId",
    "Webapi/demo_secret/fields",
    "Keyboard/Layout",
    "B2C/PasswordResetPolicyId",
  ])("%s is not", (name) => {
    expect(isSecretSetting(name)).toBe(false);
  });
});

describe("a secret value", () => {
  it.each([
    [`-----BEGIN RSA PRIVATE KEY-----\nMII${"fake".repeat(6)}`, /private key/],
    ["Server=demo.example.com;Password=fake1234;", /connection string/],
    ["https://example.com/flow?sp=run&sig=fakefakefakefakefakefake", /shared access signature/],
    [`https://example.com/api/run?code=${"fake".repeat(11)}==`, /function key/],
    [`eyJ${"fake".repeat(4)}.eyJ${"fake".repeat(4)}.${"fake".repeat(6)}`, /a token/],
  ])("is known by its shape: %s", (value, what) => {
    expect(findSecret("Demo/Anything", value)).toMatch(what);
  });

  it.each([
    undefined,
    "",
    "  ",
    "secret",
    "xxxxxxxx",
    "<client secret>",
    "YOUR-CLIENT-SECRET",
    "#{ClientSecret}#",
    "insert_secret_here",
    "short",
    "false",
    "********",
  ])("is nobody's yet: %s", (value) => {
    expect(findSecret("Demo/ClientSecret", value)).toBeUndefined();
  });
});

describe("a column", () => {
  it.each([
    "emailaddress1",
    "demo_email",
    "telephone1",
    "demo_phone_number",
    "mobilephone",
    "firstname",
    "demo_lastname",
    "birthdate",
    "demo_dateofbirth",
  ])("%s is a person's", (column) => {
    expect(isPersonalColumn(column)).toBe(true);
  });

  it.each(["demo_emailsent", "demo_title", "demo_emailtemplateid", "fullnameofship", "demo_phoneticname", "contactid", "demo_microphone"])(
    "%s need not be",
    (column) => {
      expect(isPersonalColumn(column)).toBe(false);
    },
  );
});
