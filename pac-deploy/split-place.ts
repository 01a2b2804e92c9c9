import { renderPlace, type UserError } from "../contract/user-error.ts";

/** Where an error is (`path:line:column`, as far as known; "" where nothing is), and its message, which then does not say it again. */
export function splitPlace({ place, message }: UserError): { readonly where: string; readonly message: string } {
  if (place === undefined) return { where: "", message };
  const rest = message.startsWith(place.path)
    ? message
        .slice(place.path.length)
        .replace(/^ line \d+(?:, column \d+)?/, "")
        .trimStart()
    : message;
  return { where: renderPlace(place), message: rest };
}
