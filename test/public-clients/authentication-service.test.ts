import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundleSample } from "./bundle-sample.ts";
import { clientPage } from "./client-site.ts";
import { describeClient } from "./describe-client.ts";
import { openClientPage, type ClientPage, type Outcome } from "./open-client-page.ts";
import { ownContact, portalHost, snippets } from "./sample-site.ts";

const press = async (page: Page, selector: string): Promise<void> => {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click(selector)]);
};

describeClient("microsoft/power-pages-samples", ({ locate }) => {
  describe("the authentication service", () => {
    let client: ClientPage;
    beforeAll(async () => {
      const script = bundleSample(locate(`${snippets}/authentication/src/services/authService.ts`), "authService");
      client = await openClientPage({
        ...ownContact,
        portalHost,
        settings: { "Authentication/Registration/LocalLoginEnabled": "true" },
        webFiles: { "auth-service.js": script },
      });
    });
    afterAll(() => client?.close());
    beforeEach(async () => {
      const session = await client.page.createCDPSession();
      await session.send("Network.clearBrowserCookies");
      client.store.reset();
      await client.reopen();
    });
    const value = (operation: string, ...values: readonly unknown[]): Promise<unknown> =>
      client.value(`authService.${operation}`, ...values);
    const call = (operation: string, ...values: readonly unknown[]): Promise<Outcome> => client.call(`authService.${operation}`, ...values);
    /** A call that leaves the page. */
    const leave = async (script: string): Promise<void> => {
      await Promise.all([client.page.waitForNavigation({ waitUntil: "load" }), client.page.evaluate(`void ${script}`)]);
    };
    const signIn = async (): Promise<void> => {
      await leave(`authService.loginExternal("https://example.com/tenant", ${JSON.stringify(clientPage)})`);
      await press(client.page, 'button[name=persona][value="ada"]');
    };

    it("knows nobody before a sign-in", async () => {
      expect([await value("isAuthenticated"), await value("getUserDisplayName"), client.problems]).toEqual([false, "User", []]);
      expect(await call("fetchOwnContact")).toMatchObject({ ok: false, message: "Cannot load profile — no signed-in contact." });
    });

    it("signs in at the identity provider and reads the user", async () => {
      await signIn();
      expect(new URL(client.page.url()).pathname).toBe(clientPage);
      expect(await value("isAuthenticated")).toBe(true);
      const [ada] = client.store.query("contact");
      expect(await value("getCurrentUser")).toMatchObject({
        firstName: "Ada",
        email: ada?.["emailaddress1"],
        contactId: ada?.["contactid"],
        userRoles: ["Authenticated Users"],
      });
      expect([await value("getUserDisplayName"), await value("getUserInitials")]).toEqual(["Ada Marlow", "AM"]);
    });

    it("signs in with each kind of provider it knows", async () => {
      for (const id of ["entra-id", "entra-external-id"]) {
        await leave(
          `authService.loginWithProvider(authService.AUTH_PROVIDERS.find((one) => one.id === "${id}"), { returnUrl: "${clientPage}" })`,
        );
        expect(new URL(client.page.url()).pathname).toBe("/_emulator/identity-provider");
        await client.reopen();
      }
      client.seed("contact", { firstname: "Local", lastname: "Example", emailaddress1: "local@example.com" });
      const credentials = { credential: "local@example.com", password: "any", rememberMe: true };
      await leave(`authService.loginWithProvider(authService.LOCAL_PROVIDER, ${JSON.stringify({ returnUrl: clientPage, credentials })})`);
      expect(await value("getUserDisplayName")).toBe("Local Example");
    });

    it("shows what the sign-in page says to a wrong address", async () => {
      expect(await call("loginLocal", "nobody@example.com", "any", false, clientPage)).toMatchObject({
        ok: false,
        message: "Invalid sign-in attempt.",
      });
      expect(await value("isAuthenticated")).toBe(false);
    });

    it("reads and changes the own contact, and no other", async () => {
      await signIn();
      const other = client.seed("contact", { firstname: "Grace" });
      expect(await value("fetchOwnContact")).toMatchObject({ firstname: "Ada", lastname: "Marlow", mobilephone: "" });
      await value("patchOwnContact", { mobilephone: "555", address1_city: "Sedgeley" });
      expect(client.store.query("contact", { equals: { firstname: "Ada" } })).toMatchObject([
        { mobilephone: "555", address1_city: "Sedgeley" },
      ]);
      expect(await value("fetchOwnContact")).toMatchObject({ mobilephone: "555", address1_city: "Sedgeley" });
      const status = await client.page.evaluate(`fetch("/_api/contacts(${other})?$select=firstname").then((answer) => answer.status)`);
      expect([403, 404]).toContain(status);
      expect(await call("patchOwnContact", { jobtitle: "not served" })).toMatchObject({
        ok: false,
        message: expect.stringContaining("jobtitle") as string,
      });
    });

    it("signs out", async () => {
      await signIn();
      await leave(`authService.logout(${JSON.stringify(clientPage)})`);
      expect([new URL(client.page.url()).pathname, await value("isAuthenticated")]).toEqual([clientPage, false]);
    });

    const details = { email: "", firstName: "", lastName: "", username: "", invitationCode: "", returnUrl: "/", antiForgeryToken: "" };
    it.each([
      ["register", [{ email: "new@example.com", password: "p", confirmPassword: "p" }]],
      ["forgotPassword", ["new@example.com"]],
      ["resetPassword", ["user", "code", "p", "p"]],
      ["redeemInvitation", ["code", false]],
      ["fetchInvitationDetails", ["code"]],
      ["acceptTerms", ["/"]],
      ["fetchExternalLoginDetails", []],
      ["confirmExternalLogin", [details]],
    ])("is told that %s is not built", async (operation, values) => {
      const answer = client.page.waitForResponse((response) => /\/Account\/Login\//u.test(response.url()));
      const [response] = await Promise.all([answer, call(operation, ...values)]);
      expect([response.status(), await response.text()]).toEqual([501, expect.stringContaining("Not built in the emulator")]);
      expect(client.store.count("contact")).toBe(0);
    });

    it("makes everything up on localhost, so that a page there proves nothing", async () => {
      const script = bundleSample(locate(`${snippets}/authentication/src/services/authService.ts`), "authService");
      const mocked = await openClientPage({ ...ownContact, webFiles: { "auth-service.js": script } });
      try {
        expect([await mocked.value("authService.isAuthenticated"), mocked.store.count("contact")]).toEqual([true, 0]);
      } finally {
        await mocked.close();
      }
    });
  });
});
