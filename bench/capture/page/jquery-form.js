// The same form and the same calls with jQuery and jquery-validation, as sites have them.
$(function () {
  const $form = $("form[data-portal-kit-form]");
  const $button = $form.find("button[type=submit]");
  const $status = $form.find("[data-portal-kit-status]");
  const $errors = $form.find("[data-portal-kit-errors]");
  const text = (key) => $form.attr(`data-text-${key}`);
  const label = (name) => $form.find(`label[for=portal-kit-${name}]`).text();
  const say = (key, name) => text(key).replace("[label]", label(name));

  const fetchToken = () =>
    $.ajax({ url: "/_layout/tokenhtml", cache: false }).then((html) =>
      $("<div>").append($.parseHTML(html)).find("input[name=__RequestVerificationToken]").val(),
    );

  const findContact = (email, headers) =>
    $.ajax({
      url: "/_api/contacts",
      data: { $select: "contactid", $filter: `emailaddress1 eq '${email.replaceAll("'", "''")}'` },
      dataType: "json",
      headers,
    }).then((answer) => answer.value.length > 0 && answer.value[0].contactid);

  const createContact = (contact, headers) =>
    $.ajax({ url: "/_api/contacts", type: "POST", contentType: "application/json", data: JSON.stringify(contact), headers }).then(
      (_answer, _status, xhr) => xhr.getResponseHeader("entityid"),
    );

  $button.prop("disabled", false);
  $form.validate({
    rules: {
      firstname: { maxlength: 50 },
      lastname: { required: true, maxlength: 50 },
      emailaddress1: { required: true, email: true, maxlength: 100 },
      mobilephone: { maxlength: 50 },
    },
    messages: {
      lastname: { required: say("required", "lastname") },
      emailaddress1: { required: say("required", "emailaddress1"), email: say("email", "emailaddress1") },
    },
    errorClass: "is-invalid",
    errorPlacement: ($error, $input) =>
      $(`#${$input.attr("aria-describedby")}`)
        .empty()
        .append($error)
        .prop("hidden", false),
    invalidHandler() {
      $errors.text(text("summary")).prop("hidden", false).trigger("focus");
    },
    submitHandler() {
      $errors.prop("hidden", true);
      $button.prop("disabled", true);
      $status.text(text("sending"));
      $form.attr("data-state", "sending");
      const contact = {};
      $form.find("[data-portal-kit-field] input").each(function () {
        if (this.value) contact[this.name] = this.value;
      });
      fetchToken()
        .then((token) => {
          const headers = { __RequestVerificationToken: token };
          return findContact(contact.emailaddress1, headers).then((contactId) => contactId || createContact(contact, headers));
        })
        .done((contactId) => {
          sessionStorage.setItem("contactid", contactId);
          window.MSCI.setUser({ authId: contactId });
          $form.trigger("reset");
          $status.text(text("done")).trigger("focus");
          $form.attr("data-state", "done");
        })
        .fail(() => {
          $button.prop("disabled", false);
          $status.text("");
          $errors.text(text("failed")).prop("hidden", false).trigger("focus");
          $form.attr("data-state", "failed");
        });
      return false;
    },
  });
});
