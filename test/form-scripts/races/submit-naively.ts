import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { parseToken } from "../../../form-scripts/contact-capture/token.ts";
import { readMember } from "../../../identity/read-member.ts";
import type { Submit } from "./visitor.ts";

/** The control: token, look-up, create, setUser, as anybody would write it in an afternoon. No lock, no limit, no second look, told once. */
export const submitNaively: Submit = async (_world, { capture }, email) => {
  const { fetch, window } = capture;
  const identified = Promise.resolve();
  const failed = (code: string) => ({ ok: false, code, isPending: false, identified });
  const token = parseToken(await (await fetch(tokenPath, {})).text()) ?? "";
  const filter = encodeURIComponent(`emailaddress1 eq '${email}'`);
  const found = await fetch(`/_api/contacts?$select=contactid,emailaddress1&$filter=${filter}`, {});
  if (!found.ok) return failed("look-up");
  const rows = readMember(await found.json(), "value");
  let contactId = readMember(Array.isArray(rows) ? rows[0] : undefined, "contactid");
  const isKnown = typeof contactId === "string";
  if (!isKnown) {
    const body = JSON.stringify({ emailaddress1: email, lastname: "Example" });
    const created = await fetch("/_api/contacts", { method: "POST", headers: { [antiForgeryName]: token }, body });
    if (!created.ok) return failed("create");
    contactId = created.headers.get("entityid");
  }
  const tracker = readMember(window, "MSCI");
  const setUser = readMember(tracker, "setUser");
  if (typeof setUser === "function") setUser.call(tracker, { authId: contactId });
  return { ok: true, code: "", outcome: isKnown ? "reused" : "created", isPending: false, identified };
};
