import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundleSample } from "./bundle-sample.ts";
import { describeClient } from "./describe-client.ts";
import { openClientPage, type ClientPage, type Outcome } from "./open-client-page.ts";
import { ownContact, portalHost, snippets } from "./sample-site.ts";

describeClient("microsoft/power-pages-samples", ({ locate }) => {
  describe("the file service on notes", () => {
    let client: ClientPage;
    let contactId = "";
    beforeAll(async () => {
      const script = bundleSample(locate(`${snippets}/file-upload/notes/src/fileService.ts`), "fileService");
      client = await openClientPage({ ...ownContact, portalHost, webFiles: { "file-service.js": script } });
    });
    afterAll(() => client?.close());
    beforeEach(async () => {
      client.store.reset();
      await client.page.evaluate(
        `fetch("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona: "ada" }) }).then((answer) => answer.json())`,
      );
      await client.reopen();
      contactId = String(client.store.query("contact")[0]?.["contactid"]);
    });
    const upload = (name: string, content: string, type = "text/plain"): Promise<Outcome> =>
      client.call(`((name, content, type) => fileService.uploadFile(new File([content], name, { type })))`, name, content, type);
    interface Listed {
      readonly annotationid: string;
      readonly filename: string;
    }
    // The service's own type, as far as it is asked for here.
    const list = async (): Promise<Listed[]> => (await client.value("fileService.listFiles")) as Listed[];

    it("uploads a note with its body, and lists it", async () => {
      expect([await client.value("fileService.isSignedIn"), client.problems]).toEqual([true, []]);
      expect(await upload("notes.txt", "Grüße")).toMatchObject({ ok: true });
      const bytes = Buffer.from("Grüße");
      expect(client.store.query("annotation")).toMatchObject([
        {
          subject: "notes.txt",
          filename: "notes.txt",
          mimetype: "text/plain",
          isdocument: true,
          objectid: contactId,
          documentbody: bytes.toString("base64"),
          filesize: bytes.length,
        },
      ]);
      expect(await list()).toMatchObject([{ filename: "notes.txt", mimetype: "text/plain", filesize: bytes.length }]);
    });

    it("lists its own notes only, the newest first", async () => {
      const other = client.seed("contact", { lastname: "Other" });
      client.seed("annotation", { filename: "other.txt", isdocument: true, objectid: other });
      client.seed("annotation", { filename: "old.txt", isdocument: true, objectid: contactId, createdon: "2020-01-01T00:00:00Z" });
      await upload("new.txt", "x");
      expect((await list()).map(({ filename }) => filename)).toEqual(["new.txt", "old.txt"]);
    });

    it("gives back the bytes it was given", async () => {
      await upload("data.pdf", "%PDF-\u0001\u007f", "application/pdf");
      const [file] = await list();
      const content = await client.page.evaluate(`(async () => {
        let blob;
        const make = URL.createObjectURL;
        URL.createObjectURL = (given) => { blob = given; return make.call(URL, given); };
        HTMLAnchorElement.prototype.click = () => undefined;
        await fileService.downloadFile(${JSON.stringify(file?.annotationid)});
        return [blob.type, await blob.text()];
      })()`);
      expect(content).toEqual(["application/pdf", "%PDF-\u0001\u007f"]);
    });

    it("deletes a note", async () => {
      await upload("notes.txt", "x");
      const [file] = await list();
      await client.value("fileService.deleteFile", file?.annotationid);
      expect([client.store.count("annotation"), await list()]).toEqual([0, []]);
    });

    it("uploads 3.4 MB at once and is refused a note of somebody else's", async () => {
      expect(
        await client.call(
          `(() => fileService.uploadFile(new File([new Uint8Array(3.4 * 1024 * 1024)], "big.pdf", { type: "application/pdf" })))`,
        ),
      ).toMatchObject({
        ok: true,
      });
      expect(client.store.query("annotation")[0]?.["filesize"]).toBe(Math.floor(3.4 * 1024 * 1024));
      const other = client.seed("contact", { lastname: "Other" });
      const foreign = client.seed("annotation", { filename: "other.txt", objectid: other });
      expect(await client.call("fileService.deleteFile", foreign)).toMatchObject({ ok: false });
      expect(client.store.find("annotation", foreign)).toBeDefined();
    });

    it("says that one must sign in", async () => {
      await client.page.evaluate(`fetch("/_emulator/sign-out", { method: "POST" })`);
      await client.reopen();
      expect(await client.call("fileService.listFiles")).toMatchObject({ ok: false, message: "You must be signed in to manage files." });
    });
  });

  describe("the cloud flow client", () => {
    let client: ClientPage;
    beforeAll(async () => {
      const script = bundleSample(locate(`${snippets}/cloud-flow/src/cloudFlowClient.ts`), "cloudFlow");
      client = await openClientPage({ ...ownContact, portalHost, webFiles: { "cloud-flow.js": script } });
    });
    afterAll(() => client?.close());

    it("is told that cloud flows are not built", async () => {
      await client.requests();
      expect(await client.call("cloudFlow.requestCallback", { name: "Ada", topic: "Tulips" })).toMatchObject({
        ok: false,
        message: expect.stringContaining("status 501") as string,
      });
      const flow = (await client.requests()).find(({ path }) => path.startsWith("/_api/cloudflow/"));
      expect([flow?.method, flow?.status, flow?.responseBody]).toEqual(["POST", 501, expect.stringContaining("cloudflow")]);
    });
  });
});
