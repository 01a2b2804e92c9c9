import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "puppeteer-core";

export type Person = Readonly<Record<"firstname" | "lastname" | "emailaddress1" | "mobilephone", string>>;

/** What the recorder has seen, in milliseconds of `performance.now()`. */
export interface SubmitTimes {
  readonly clickedAt: number;
  readonly toldAt: number;
}

/** What a quick person takes at least from the last field to the button. */
const reachMs = 400;
const pressMs = 80;

/** Fills the form in key by key, from the first field to the last, and presses the button with the keyboard: nothing runs on the page but its own scripts. */
export async function submitByKeyboard(page: Page, person: Person): Promise<void> {
  for (const text of Object.values(person)) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Tab");
  await wait(reachMs);
  await page.keyboard.press("Enter");
}

/** Fills the form in and clicks the button. */
export async function submitByMouse(page: Page, person: Person): Promise<void> {
  for (const [column, text] of Object.entries(person)) {
    await page.focus(`form[data-portal-kit-form] [name=${column}]`);
    await page.keyboard.sendCharacter(text);
  }
  await page.hover("form[data-portal-kit-form] button[type=submit]");
  await wait(reachMs);
  // A finger stays on the button for a moment: what the press moves on the page (focus, blur) is over by the time of the click.
  await page.click("form[data-portal-kit-form] button[type=submit]", { delay: pressMs });
}

/** What the page's recorder has seen of the submission, once the tracker has been told. */
export async function readTimes(page: Page): Promise<SubmitTimes> {
  try {
    await page.waitForFunction("window.benchTimes.toldAt !== undefined", { polling: 50, timeout: 15_000 });
  } catch (cause) {
    const form = await page.evaluate(
      "[document.querySelector('form[data-portal-kit-form]')?.dataset.failure, document.querySelector('form[data-portal-kit-form]')?.innerText].join(' ')",
    );
    throw new Error(`the tracker has not been told; the page says: ${String(form)}`, { cause });
  }
  // The recorder's own object.
  const times = (await page.evaluate("window.benchTimes")) as SubmitTimes & { readonly authId: unknown };
  if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(String(times.authId))) throw new Error(`setUser was called with ${String(times.authId)}`);
  return times;
}
