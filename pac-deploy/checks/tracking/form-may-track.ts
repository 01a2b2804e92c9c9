import type { Check } from "../check.ts";
import { describeWithScript } from "./describe-with-script.ts";

const code = "form-may-track";

export const formMayTrack: Check = {
  meta: {
    code,
    severity: "cannot-conclude",
    about:
      "The site embeds a form of Customer Insights - Journeys beside the kit's tracker: with Web tracking switched on in the form's settings it loads a tracker of its own.",
  },
  find: (checked) => describeWithScript(checked, code),
};
