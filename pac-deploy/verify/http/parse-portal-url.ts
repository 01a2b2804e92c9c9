import { UserError } from "../../../contract/user-error.ts";
import { isLoopback } from "./is-loopback.ts";

/**
 * The origin of the portal that `--url` names; its path does not count.
 * @throws UserError `verify-url-invalid`, exit code 2: no address, one with a name and password, or a site that is not asked over https
 */
export function parsePortalUrl(text: string): URL {
  const refuse = (message: string): UserError =>
    new UserError("verify-url-invalid", `--url: ${message}`, { exitCode: 2, hint: "For example https://contoso.powerappsportals.com" });
  if (!URL.canParse(text)) throw refuse("expected an address, with https:// before it");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw refuse("an address with a name or a password in it is not asked");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url)))
    throw refuse("expected https: what comes over anything else may be somebody else's answer");
  return new URL(url.origin);
}
