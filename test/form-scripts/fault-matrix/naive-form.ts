import type { CapturePage } from "../../../form-scripts/contact-capture/capture-page.ts";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";

/**
 * The control: what one writes by hand, after the documentation's samples. Token, look-up, create, setUser, one after the other; an answer that is
 * not `ok` is an error. The same matrix must find what is wrong with it.
 */
export function connectNaiveForm({ document, window, fetch }: CapturePage): void {
  const form = document.querySelector("form");
  const button = document.querySelector("button");
  if (!form || !button) throw new Error("the page holds no form");
  button.disabled = false;
  const show = (state: string): void => form.setAttribute("data-state", state);
  const get = async (url: string): Promise<Response> => {
    const answer = await fetch(url, {});
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  };
  const submit = async (): Promise<void> => {
    const values = Object.fromEntries(
      [...form.querySelectorAll<HTMLInputElement>("[data-portal-kit-field] input")].map((input) => [input.name, input.value]),
    );
    const token = /value="([^"]+)"/.exec(await (await get(tokenPath)).text())?.[1] ?? "";
    const filter = encodeURIComponent(`emailaddress1 eq '${values["emailaddress1"]}'`);
    // What the Web API answers.
    const found = (await (await get(`/_api/contacts?$select=contactid&$filter=${filter}`)).json()) as { value: { contactid: string }[] };
    let authId: string | null | undefined = found.value[0]?.contactid;
    if (!authId) {
      const answer = await fetch("/_api/contacts", {
        method: "POST",
        headers: { "Content-Type": "application/json", [antiForgeryName]: token },
        body: JSON.stringify(values),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      authId = answer.headers.get("entityid");
    }
    // The tracker the matrix puts there.
    (window as { MSCI: { setUser(user: object): void } }).MSCI.setUser({ authId });
    form.reset();
    show("done");
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show("checking");
    submit().catch(() => show("failed"));
  });
}
