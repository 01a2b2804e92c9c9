import { renderRecord } from "../../site/render-record.ts";
import { siteIds, type SiteParts } from "./conformance-site.ts";

/** The site's pages with the website header around them, as most sites have them. @param header Liquid of the header's web template */
export function withHeader(header: string): SiteParts {
  return {
    files: {
      "web-templates/header/Header.webtemplate.source.html": header,
      "page-templates/Plain.pagetemplate.yml": renderRecord({
        adx_isdefault: "true",
        adx_name: "Plain",
        adx_pagetemplateid: siteIds.pageTemplate,
        adx_type: "756150001",
        adx_usewebsiteheaderandfooter: "true",
        adx_webtemplateid: siteIds.template,
      }),
    },
  };
}
