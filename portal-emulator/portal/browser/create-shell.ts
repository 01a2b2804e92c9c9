import type { AjaxOptions, JQueryCollection, JQueryPromise, JQueryStatic } from "./jquery.ts";

const tokenName = "__RequestVerificationToken";
const tokenInput = `input[name="${tokenName}"]`;
const maxTries = 3;

/** The portal's global `shell`. */
export interface Shell {
  /** Resolves with the token: the one the page holds, or a fetched one; rejects with what the last of three tries failed with. */
  getTokenDeferred(): JQueryPromise;
  /** Posts with the token: as a header, as part of multipart data, or, given a form, as one of its hidden fields. */
  ajaxSafePost(options: AjaxOptions, form?: JQueryCollection): JQueryPromise;
  /** Fetches a token anew and puts it into every token field of the page. */
  refreshToken(): JQueryPromise;
}

/** Behaves as the portal's anti-forgery script does (engine source of the 8.x ancestor); that tries follow each other at once is assumed. */
export function createShell($: JQueryStatic): Shell {
  const place = (): JQueryCollection => $("#antiforgerytoken");

  const fetchToken = (): JQueryPromise => {
    const deferred = $.Deferred();
    const attempt = (left: number): void => {
      $.ajax({ url: String(place().data("url")), type: "GET", cache: false })
        .done((fragment) => {
          place().html(String(fragment));
          deferred.resolve(place().find(tokenInput).first().val());
        })
        .fail((...failure) => {
          if (left > 1) attempt(left - 1);
          else deferred.reject(...failure);
        });
    };
    attempt(maxTries);
    return deferred.promise();
  };

  const getTokenDeferred = (): JQueryPromise => {
    const held = place().find(tokenInput).first();
    return held.length === 0 ? fetchToken() : $.Deferred().resolve(held.val()).promise();
  };

  return {
    getTokenDeferred,
    ajaxSafePost(options, form) {
      const deferred = $.Deferred();
      getTokenDeferred()
        .done((token) => {
          post($, { options: { type: "POST", ...options }, form, token: String(token) })
            .done((...answer) => deferred.resolve(...answer))
            .fail((...failure) => deferred.reject(...failure));
        })
        .fail((...failure) => deferred.reject(...failure));
      return deferred.promise();
    },
    refreshToken() {
      const deferred = $.Deferred();
      fetchToken()
        .done((token) => {
          $(tokenInput).val(String(token));
          deferred.resolve(token);
        })
        .fail((...failure) => deferred.reject(...failure));
      return deferred.promise();
    },
  };
}

interface TokenPost {
  readonly options: AjaxOptions;
  readonly form: JQueryCollection | undefined;
  readonly token: string;
}

function post($: JQueryStatic, { options, form, token }: TokenPost): JQueryPromise {
  if (form !== undefined) return submitForm($, { options, form, token });
  if (/^multipart\//i.test(options.mimeType ?? "") && options.data instanceof FormData) {
    options.data.append(tokenName, token);
    return $.ajax(options);
  }
  return $.ajax({ ...options, headers: { ...options.headers, [tokenName]: token } });
}

/** The form plugin answers through the options' callbacks; the promise only says that the form is on its way. */
function submitForm($: JQueryStatic, { options, form, token }: TokenPost & { readonly form: JQueryCollection }): JQueryPromise {
  if (form.ajaxSubmit === undefined)
    throw new TypeError("shell.ajaxSafePost with a form needs the jQuery Form Plugin, which this page lacks.");
  const held = form.find(tokenInput);
  if (held.length === 0) form.append($("<input>", { type: "hidden", name: tokenName, value: token }));
  else held.val(token);
  form.ajaxSubmit(options);
  return $.Deferred().resolve().promise();
}
