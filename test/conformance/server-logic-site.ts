import { renderRecord } from "../../site/render-record.ts";
import { roleIds, type SiteParts } from "./conformance-site.ts";

/** The server logic `probe`, which everybody may call. @param source its script */
export function probeLogic(source: string): SiteParts {
  return {
    files: {
      "server-logic/probe.serverlogic.yml": renderRecord({
        adx_name: "probe",
        adx_serverlogic_adx_webrole: [roleIds.anonymous, roleIds.authenticated],
        adx_serverlogicid: "517e0000-0000-4000-8000-0000000000b1",
      }),
      "server-logic/probe.js": source,
    },
  };
}
