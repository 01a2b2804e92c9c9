import { describe, expect, it } from "vitest";
import { createContact, readCreatedId } from "../../../form-scripts/contact-capture/create.ts";
import { idA, idB } from "../../identity/page-double.ts";
import { createPage, created, json, portalError, turnOf, type Reaction } from "./portal-double.ts";

describe("a create", () => {
  it.each<[string, Reaction, object]>([
    ["the id of the new contact", created(idB), { contactId: idB }],
    ["the id with another status", new Response("", { status: 201, headers: { entityid: idB } }), { contactId: idB }],
    ["no id, with the documented status", new Response(null, { status: 204 }), { contactId: undefined }],
    ["200 without an id for no answer", json({}), { code: "bad-answer", isUncertain: true }],
    ["201 without an id for no answer", json({}, 201), { code: "bad-answer", isUncertain: true }],
    ["a refusal", portalError(400, "90040100"), { code: "refused", portalCode: "90040100", retryAfterMs: 0, isUncertain: false }],
  ])("takes %s", async (_case, reaction, answer) => {
    const page = createPage();
    page.portal.next.create.push(reaction);
    expect(await createContact(turnOf(page), "", "POST")).toEqual(answer);
    expect(page.portal.requests.at(-1)).toMatchObject({ url: "/_api/contacts", method: "POST" });
  });
});

describe("readCreatedId", () => {
  const url = `https://www.site.example.com/_api/contacts(${idA})`;
  it.each([
    { headers: { entityid: idA }, id: idA },
    { headers: { entityid: idA.toUpperCase() }, id: idA },
    { headers: { entityid: `{${idA}}` }, id: idA },
    { headers: { "OData-EntityId": url }, id: idA },
    { headers: { "OData-EntityId": idA }, id: idA },
    { headers: { Location: url }, id: idA },
    { headers: { Location: `${url} ` }, id: idA },
    { headers: { entityid: "", Location: url }, id: idA },
    { headers: { entityid: idA, Location: url.replace(idA, idB) }, id: idA },
    { headers: { "OData-EntityId": url.replace(idA, idB), Location: url }, id: idB },
    { headers: { Location: "https://www.site.example.com/signin" }, id: undefined },
    { headers: { Location: `https://www.site.example.com/_api/accounts(${idA})/name` }, id: undefined },
    { headers: { "OData-EntityId": "https://www.site.example.com/_api/contacts(emailaddress1='ada@example.com')" }, id: undefined },
    { headers: {}, id: undefined },
  ])("reads $headers", ({ headers, id }) => {
    expect(readCreatedId(new Headers(headers as Record<string, string>))).toBe(id);
  });
});
