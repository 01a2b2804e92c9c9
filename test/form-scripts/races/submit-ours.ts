import { submitContact } from "../../../form-scripts/contact-capture/submit-contact.ts";
import { toEnding, type Submit } from "./visitor.ts";

/** The real thing: what every form of the kit calls. */
export const submitOurs: Submit = async (world, page, email, onWrite) => {
  const result = await submitContact(page.capture, {
    values: { emailaddress1: email, lastname: "Example" },
    settings: world.settings,
    keep: world.settings.outbox === "true",
    onWrite,
  });
  return toEnding(result);
};
