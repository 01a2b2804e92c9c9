import type { Page } from "puppeteer-core";
import { readTimes, submitByMouse, type Person } from "./submit-form.ts";

/** Milliseconds from the event of the click on the button to the call of `MSCI.setUser`, by the page's own clock. */
export async function clickToSetUser(page: Page, url: string, person: Person): Promise<number> {
  await page.bringToFront();
  await page.goto(url, { waitUntil: "load" });
  await submitByMouse(page, person);
  const { clickedAt, toldAt } = await readTimes(page);
  return toldAt - clickedAt;
}
