import type { CheckMeta } from "./check.ts";

/** What reading a folder says of it before any check looks: faults of the folder itself. */
export const siteFaults: readonly CheckMeta[] = [
  {
    code: "column-permission-unreadable",
    severity: "cannot-conclude",
    about: "A column permission has no readable value, as one version of pac wrote them: whom it lets do what cannot be told.",
    advice: "Download the site again with a newer pac, or set the permission again in the portal management app.",
    source: "https://learn.microsoft.com/power-pages/security/column-permissions",
  },
  {
    code: "dangling-reference",
    severity: "warning",
    about: "A record points at another one that is not in the folder.",
    advice: "Download the site whole, or correct the id.",
  },
  {
    code: "data-model-unclear",
    severity: "cannot-conclude",
    about: "The folder has marks of both data models, or of neither, so which one to upload it with is a guess.",
    advice: "Give pac the model that it was downloaded with (--modelVersion).",
    source: "https://learn.microsoft.com/power-pages/admin/enhanced-data-model",
  },
  {
    code: "duplicate-record-id",
    severity: "warning",
    about: "Two records have the same id: an upload writes one over the other.",
    advice: "Give the copy an id of its own (a new GUID), or delete it.",
  },
  {
    code: "header-inactive",
    severity: "error",
    about: "The website's header template is inactive or not there, so its pages have no header.",
    advice: "Activate the template, or name another one in website.yml.",
  },
  {
    code: "language-code-unknown",
    severity: "cannot-conclude",
    about: "Which language code a language of the site has, nothing in the folder says.",
    advice: "Download the site with its .portalconfig folder.",
  },
  {
    code: "link-not-followed",
    severity: "info",
    about: "A symbolic link leads out of the folder, so what it leads to is not read.",
    advice: "Copy the file into the folder.",
  },
  {
    code: "not-utf8",
    severity: "warning",
    about: "A file that should be text is not UTF-8.",
    advice: "Save it as UTF-8.",
  },
  {
    code: "page-without-url",
    severity: "warning",
    about: "A page has no address, since its parents form a circle or one of them is not there.",
    advice: "Give it a parent that leads up to the home page.",
  },
  {
    code: "record-without-id",
    severity: "error",
    about: "A record has no id, so nothing can point at it and an upload does not know it.",
    advice: "Download it again, or give it a new GUID.",
  },
  {
    code: "server-logic-without-script",
    severity: "warning",
    about: "A server logic has no script beside its record.",
    advice: "Put the script back, or delete the record.",
    source: "https://learn.microsoft.com/power-pages/configure/server-logic-overview",
  },
  {
    code: "web-file-content-missing",
    severity: "warning",
    about: "A web file has no content beside its record.",
    advice: "Download the site again; a record without content uploads no file.",
  },
];
