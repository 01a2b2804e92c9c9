import type { Page } from "puppeteer-core";

/** Runs before a page's own scripts: elements that listen for a click can be found later. */
export const noteListeners = `
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (type === "click" && this instanceof Element) this.setAttribute("data-trial-listens", "");
    return add.call(this, type, ...rest);
  };
`;

/** Runs before a page's own scripts: what a page asks of its portal by the portal's public name is asked of the portal that shows it. */
export const askHere = `
  const here = (address) => {
    const url = new URL(address, location.href);
    return url.pathname.startsWith("/_api/") ? location.origin + url.pathname + url.search : address;
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) { return open.call(this, method, here(address), ...rest); };
  const fetchThere = window.fetch;
  window.fetch = (asked, ...rest) => fetchThere.call(window, typeof asked === "string" || asked instanceof URL ? here(asked) : asked, ...rest);
`;

/** Runs in the page: what there is to press outside of the site's frame, and functions of the page's own that lead to the Web API. */
const finders = `
  const pressable = "button, input[type=submit], input[type=button], input[type=image], a[href^='#'], a[href=''], a[href^='javascript:'], a:not([href]), [role=button], [onclick], [data-trial-listens]";
  const framed = "header, nav, footer, [role=navigation], [data-portal-kit]";
  const delegated = () => {
    const jquery = window.jQuery;
    if (jquery === undefined || jquery._data === undefined) return [];
    return [document, document.body].flatMap((root) => (jquery._data(root, "events")?.click ?? []).flatMap(({ selector }) => {
      try { return selector ? [...jquery(selector)] : []; } catch { return []; }
    }));
  };
  const buttons = () => [...new Set([...document.querySelectorAll(pressable), ...delegated()])]
    .filter((one) => one !== document.body && !one.matches(":disabled, form") && one.closest(framed) === null)
    .filter((one) => !one.matches("[data-trial-listens]:not(" + "button, a, input, [role=button], [onclick]" + ")") || one.querySelectorAll("button, a, input").length === 0);
  const named = () => Object.getOwnPropertyNames(window).flatMap((name) => {
    const value = Object.getOwnPropertyDescriptor(window, name)?.value;
    return typeof value === "function" && !/\\[native code\\]/.test(Function.prototype.toString.call(value)) ? [{ name, value, text: Function.prototype.toString.call(value) }] : [];
  }).filter(({ name }) => !/^(?:\\$|jQuery|webapi|shell)$/.test(name));
  const functions = () => {
    const all = named();
    const leading = new Set(all.filter(({ text }) => /_api\\/|safeAjax\\(/.test(text)).map(({ name }) => name));
    for (let before = -1; before !== leading.size; ) {
      before = leading.size;
      for (const { name, text } of all) if ([...leading].some((one) => new RegExp("\\\\b" + one.replace(/\\$/g, "\\\\$") + "\\\\(").test(text))) leading.add(name);
    }
    return all.filter(({ name }) => leading.has(name)).map(({ value, text }) => ({ value, text }));
  };
`;

/** Runs in the page: fills what is empty, as frameworks notice it, since most forms send nothing else. */
const fill = `
  const values = { email: "a@example.com", tel: "5551234567", number: "1", date: "2030-01-02", "datetime-local": "2030-01-02T10:00", time: "10:00", month: "2030-01", url: "https://example.com", password: "Passw0rd!", range: "1", color: "#112233" };
  const put = (control, value) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), "value").set.call(control, value);
  const tell = (control) => { for (const name of ["input", "change", "blur"]) control.dispatchEvent(new Event(name, { bubbles: true })); };
  const parts = { year: "2030", month: "1", day: "2", mail: "a@example.com", phone: "5551234567", zip: "12345", amount: "10", price: "10", date: "2030-01-02" };
  const isFramed = (control) => control.closest("header, nav, footer, [role=navigation]") !== null;
  for (const control of document.querySelectorAll("input, textarea")) {
    if (isFramed(control) || ["hidden", "submit", "button", "reset", "image"].includes(control.type)) continue;
    if (control.type === "file") {
      if (control.files.length > 0) continue;
      const picture = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (one) => one.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(/pdf/i.test(control.accept) && !/image|png/i.test(control.accept) ? new File(["%PDF-1.4"], "example.pdf", { type: "application/pdf" }) : new File([picture], "example.png", { type: "image/png" }));
      control.files = transfer.files;
      tell(control);
    } else if (control.type === "checkbox") {
      if (!control.checked && !control.disabled) control.click();
    } else if (control.type === "radio") {
      if (!control.disabled && [...document.querySelectorAll("input[type=radio]")].filter((one) => one.name === control.name && one.form === control.form).every((one) => !one.checked)) control.click();
    } else if (control.value === "" && !control.readOnly) {
      const words = (control.id + " " + control.name + " " + control.placeholder).toLowerCase();
      const isPicked = words.includes("datepicker") || /m\\/d\\/y/.test(words);
      const part = Object.keys(parts).find((one) => words.includes(one));
      put(control, isPicked ? (/finish|end|\\bto\\b/.test(words) ? "1/2/2030 11:00 AM" : "1/2/2030 10:00 AM") : (values[control.type] ?? parts[part] ?? "Example text"));
      tell(control);
    }
  }
  for (const choice of document.querySelectorAll("select")) {
    if (isFramed(choice)) continue;
    const at = [...choice.options].findIndex((option) => option.value !== "" && !option.disabled);
    if ((choice.value === "" || choice.selectedIndex < 0) && at >= 0) { choice.selectedIndex = at; tell(choice); }
  }
  for (const text of document.querySelectorAll("[contenteditable=true]")) if (text.textContent.trim() === "") { text.textContent = "Example text"; tell(text); }
`;

/** What the page's own handlers throw, or a page that has gone, stops nothing here; what is wrong with these scripts does. */
const run = async (page: Page, code: string): Promise<unknown> =>
  page.evaluate(`(() => { ${code} })()`).catch((error: unknown) => {
    if (error instanceof Error && error.name === "SyntaxError") throw error;
    return undefined;
  });

export async function countButtons(page: Page): Promise<number> {
  const count = await run(page, `${finders} return buttons().length;`);
  return typeof count === "number" ? count : 0;
}

export async function listLinks(page: Page): Promise<string[]> {
  const links = await run(
    page,
    `return [...new Set([...document.querySelectorAll("a[href]")].filter((one) => one.origin === location.origin).map((one) => one.pathname))];`,
  );
  return Array.isArray(links) ? links.map(String).filter((link) => !/^\/_|sign|account|logout/i.test(link)) : [];
}

interface Pauses {
  readonly settle: (page: Page) => Promise<void>;
  readonly restoreRows: () => void;
}

const maxPresses = 40;
const maxPressingMs = 25_000;
const maxRepeats = 8;
/** Of buttons that look alike, as those of the rows of a list do. */
const maxAlike = 2;

/**
 * Runs in the page: what to press next. What the last press brought to light comes first, as a person would go on; what closes or leads back comes late, and what is hidden last.
 * The button that leads on is pressed again.
 */
const chooser = `
  const wordsOf = (one) => [one.textContent, one.value, one.id, String(one.className), one.title, one.getAttribute("onclick"), one.getAttribute("aria-label")].join(" ").slice(0, 300);
  const isVisible = (one) => one.checkVisibility();
  const closes = (one) => /cancel|close|dismiss|hide|\\bback\\b|clear|reset|prev|overlay|anterior|volver|voltar|cerrar|fechar/i.test(wordsOf(one));
  const leadsOn = (one) => /next|continue|siguiente|pr[oó]xim|avan/i.test(wordsOf(one));
  const timesPressed = (one) => Number(one.getAttribute("data-trial-pressed") ?? 0);
  const rank = (one) => (isVisible(one) ? 0 : 8) + (closes(one) ? 4 : 0) + (timesPressed(one) > 0 ? 2 : 0) + (one.hasAttribute("data-trial-seen") ? 1 : 0);
  const lookOf = (one) => one.tagName + String(one.className).replace(/active|selected|show/g, "") + one.textContent.trim().slice(0, 30);
  const chooseNext = () => {
    const pressedLooks = buttons().filter((one) => timesPressed(one) > 0).map(lookOf);
    const [next] = buttons()
      .filter((one) => timesPressed(one) > 0 || pressedLooks.filter((look) => look === lookOf(one)).length < ${maxAlike})
      .filter((one) => timesPressed(one) === 0 || (leadsOn(one) && isVisible(one) && timesPressed(one) < ${maxRepeats}))
      .map((one) => ({ one, order: rank(one) }))
      .sort((a, b) => a.order - b.order);
    for (const one of buttons()) if (isVisible(one)) one.setAttribute("data-trial-seen", "");
    return next?.one;
  };
  const press = (one) => { one.setAttribute("data-trial-pressed", String(timesPressed(one) + 1)); one.click(); };
`;

/** One after the other on the same page, also what appears by it; then forms are submitted. */
export async function pressAll(page: Page, { settle, restoreRows }: Pauses): Promise<void> {
  const end = performance.now() + maxPressingMs;
  for (let count = 0; count < maxPresses && performance.now() < end; count++) {
    const pressed = await run(
      page,
      `${finders} ${chooser} ${fill} const one = chooseNext(); if (one === undefined) return false; press(one); return true;`,
    );
    if (pressed !== true) break;
    await settle(page);
    restoreRows();
  }
  await run(
    page,
    `${fill} for (const form of document.querySelectorAll("form")) if (!isFramed(form)) { form.noValidate = true; form.requestSubmit(); }`,
  );
}

/** One, then what it brings to light. */
export async function pressOne(page: Page, { settle, index }: Pick<Pauses, "settle"> & { readonly index: number }): Promise<void> {
  await run(
    page,
    `${finders} ${chooser} const wanted = buttons()[${index}];
    for (const one of buttons()) if (isVisible(one)) one.setAttribute("data-trial-seen", "");
    ${fill} if (wanted !== undefined) press(wanted);`,
  );
  for (let count = 0; count < maxFollowing; count++) {
    await settle(page);
    const pressed = await run(
      page,
      `${finders} ${chooser} ${fill} const one = chooseNext(); if (one === undefined || rank(one) > 4) return false; press(one); return true;`,
    );
    if (pressed !== true) break;
  }
}

const maxFollowing = 4;

/** Functions that every script of the page can call, with values that fit the names of what they take. */
export async function callAll(page: Page, { settle, restoreRows, exampleId }: Pauses & { readonly exampleId: string }): Promise<void> {
  const code = `
    ${finders}
    const valueFor = (name) => {
      if (/id$|^id|guid|key|record$/i.test(name)) return "${exampleId}";
      if (/^(e|ev|evt|event)$/i.test(name)) return { preventDefault() {}, stopPropagation() {}, target: document.body, currentTarget: document.body };
      if (/callback|^cb$|success|error|done|then|handler|^fn$/i.test(name)) return () => undefined;
      if (/amount|price|total|count|qty|quantity|page|size|index|number|status|stage/i.test(name)) return 1;
      if (/date|time/i.test(name)) return "2030-01-02";
      if (/mail/i.test(name)) return "a@example.com";
      if (/files|list|items|rows|array|ids$/i.test(name)) return [];
      if (/file|blob/i.test(name)) return new File(["x"], "example.txt", { type: "text/plain" });
      if (/data|payload|body|obj|options|params|values/i.test(name)) return {};
      if (/btn|button|element|^el$|node|row|form/i.test(name)) return document.querySelector("button") ?? document.body;
      return "${exampleId}";
    };
    const list = functions();`;
  const count = await run(page, `${code} return list.length;`);
  for (let index = 0; index < (typeof count === "number" ? count : 0); index++) {
    await run(
      page,
      `${code} ${fill}
      const { value, text } = list[${index}];
      const taken = /^[^(]*\\(([^)]*)\\)/.exec(text)?.[1] ?? /^\\s*(?:async\\s+)?(\\w+)\\s*=>/.exec(text)?.[1] ?? "";
      const result = value(...taken.split(",").map((one) => one.split("=")[0].trim()).filter((one) => one !== "").map(valueFor));
      if (result && typeof result.then === "function") result.then(() => undefined, () => undefined);`,
    );
    await settle(page);
    restoreRows();
  }
}
