// The form as a developer writes it for one site, in the order of the documentation: validate, token, look-up, create, setUser.
(() => {
  const form = document.querySelector("form[data-portal-kit-form]");
  const button = form.querySelector("button[type=submit]");
  const status = form.querySelector("[data-portal-kit-status]");
  const errors = form.querySelector("[data-portal-kit-errors]");

  const call = async (url, options) => {
    const response = await fetch(url, options);
    if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
    return response;
  };

  const fetchToken = async () => {
    const response = await call("/_layout/tokenhtml");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("input[name=__RequestVerificationToken]").value;
  };

  const findContact = async (email, headers) => {
    const filter = encodeURIComponent(`emailaddress1 eq '${email.replaceAll("'", "''")}'`);
    const response = await call(`/_api/contacts?$select=contactid&$filter=${filter}`, { headers });
    const { value } = await response.json();
    return value[0]?.contactid;
  };

  const createContact = async (contact, headers) => {
    const response = await call("/_api/contacts", {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(contact),
    });
    return response.headers.get("entityid");
  };

  const submit = async () => {
    errors.hidden = true;
    if (!form.checkValidity()) {
      errors.textContent = form.dataset.textSummary;
      errors.hidden = false;
      return;
    }
    button.disabled = true;
    status.textContent = form.dataset.textSending;
    try {
      const contact = {};
      for (const input of form.querySelectorAll("[data-portal-kit-field] input")) if (input.value) contact[input.name] = input.value;
      const token = await fetchToken();
      const headers = { Accept: "application/json", __RequestVerificationToken: token };
      const contactId = (await findContact(contact.emailaddress1, headers)) ?? (await createContact(contact, headers));
      sessionStorage.setItem("contactid", contactId);
      window.MSCI.setUser({ authId: contactId });
      form.reset();
      status.textContent = form.dataset.textDone;
      form.dataset.state = "done";
    } catch {
      status.textContent = "";
      errors.textContent = form.dataset.textFailed;
      errors.hidden = false;
      form.dataset.state = "failed";
    }
    button.disabled = false;
  };

  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
})();
