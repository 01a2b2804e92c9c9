import { describe, expect, it } from "vitest";
import { captureSettings } from "../../../contract/template-slots.ts";
import { readCaptureSettings } from "../../../form-scripts/contact-capture/read-capture-settings.ts";
import { openDocument } from "../../identity/page-double.ts";

const read = (attributes: Readonly<Record<string, string>>) => {
  const element = openDocument("<form></form>").querySelector("form");
  if (!element) throw new Error("no form");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return readCaptureSettings(element);
};

describe("the settings of a form", () => {
  it("have defaults where something else than nothing is meant by none", () => {
    expect(read({})).toEqual({ path: "A", authColumn: "contactid" });
  });

  it("are attributes of the names the plan writes", () => {
    const written = Object.fromEntries(Object.entries(captureSettings).map(([name, attribute]) => [attribute, `of ${name}`]));
    expect(read(written)).toEqual(Object.fromEntries(Object.keys(captureSettings).map((name) => [name, `of ${name}`])));
  });
});
