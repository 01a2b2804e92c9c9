import { groundRuleCases } from "./cases-web-api-ground-rules.ts";
import { columnListCases } from "./cases-web-api-column-lists.ts";
import { accessCases } from "./cases-web-api-access.ts";
import { answerCases } from "./cases-web-api-answers.ts";
import { creatingCases } from "./cases-web-api-creating.ts";
import { serverCacheCases } from "./cases-server-cache.ts";
import { operationCases } from "./cases-web-api-operations.ts";
import { lookupCases } from "./cases-web-api-lookups.ts";
import { queryFunctionCases } from "./cases-query-functions.ts";
import { optionCases } from "./cases-web-api-options.ts";
import { readingCases } from "./cases-web-api-reading.ts";
import { relatedCases } from "./cases-web-api-related.ts";
import { settingCases } from "./cases-web-api-settings.ts";
import { updatingCases } from "./cases-web-api-updating.ts";
import { antiForgeryCases } from "./cases-anti-forgery.ts";
import { shellCases } from "./cases-shell.ts";
import { errorBodyCases } from "./cases-error-bodies.ts";
import { errorCodeCases } from "./cases-error-codes.ts";
import { sessionCases } from "./cases-sessions.ts";
import { privilegeCases } from "./cases-privileges.ts";
import { accessTypeCases } from "./cases-access-types.ts";
import { webRoleCases } from "./cases-web-roles.ts";
import { anonymousContactCases } from "./cases-anonymous-contacts.ts";
import { columnPermissionCases } from "./cases-column-permissions.ts";
import { pageRuleCases } from "./cases-page-rules.ts";
import type { ConformanceEntry } from "./frame.ts";

/** In the order of the page; each list is an area or several. */
export const allEntries: readonly ConformanceEntry[] = [
  ...groundRuleCases,
  ...serverCacheCases,
  ...operationCases,
  ...readingCases,
  ...optionCases,
  ...queryFunctionCases,
  ...creatingCases,
  ...updatingCases,
  ...lookupCases,
  ...settingCases,
  ...columnListCases,
  ...accessCases,
  ...relatedCases,
  ...answerCases,
  ...antiForgeryCases,
  ...shellCases,
  ...errorBodyCases,
  ...errorCodeCases,
  ...sessionCases,
  ...privilegeCases,
  ...accessTypeCases,
  ...webRoleCases,
  ...anonymousContactCases,
  ...columnPermissionCases,
  ...pageRuleCases,
];
