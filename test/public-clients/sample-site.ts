import type { ClientSiteParts } from "./client-site.ts";

/** Of Microsoft's samples. */
export const snippets = "samples/spa/snippets";
/** On a page of `localhost` the samples call no portal, but make their answers up. */
export const portalHost = "portal.localhost";

/** One's own contact, and the notes below it, as the samples' README asks. */
export const ownContact: Pick<ClientSiteParts, "tables" | "permissions"> = {
  tables: {
    contact:
      "contactid,firstname,lastname,emailaddress1,mobilephone,address1_line1,address1_line2,address1_city,address1_stateorprovince,address1_postalcode,address1_country",
    annotation: "annotationid,subject,filename,mimetype,filesize,documentbody,isdocument,createdon,notetext,objectid,_objectid_value",
  },
  permissions: {
    "own-contact": { table: "contact", role: "authenticated", scope: "self" },
    "own-notes": { table: "annotation", role: "authenticated", scope: "parent", parent: ["own-contact", "Contact_Annotation"] },
  },
};
