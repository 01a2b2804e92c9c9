import type { Check } from "./check.ts";
import { accessUnknown } from "./access/access-unknown.ts";
import { anonymousReadPeople } from "./access/anonymous-read-people.ts";
import { anonymousWebApi } from "./access/anonymous-web-api.ts";
import { anonymousWrite } from "./access/anonymous-write.ts";
import { authenticatedGlobal } from "./access/authenticated-global.ts";
import { columnProfileIdle } from "./access/column-profile-idle.ts";
import { pageDataOpen } from "./access/page-data-open.ts";
import { permissionForNobody } from "./access/permission-for-nobody.ts";
import { permissionParentBroken } from "./access/permission-parent-broken.ts";
import { permissionRelationshipMissing } from "./access/permission-relationship-missing.ts";
import { permissionScopeInvalid } from "./access/permission-scope-invalid.ts";
import { permissionWithoutRole } from "./access/permission-without-role.ts";
import { roleFlags } from "./access/role-flags.ts";
import { secretInSetting } from "./access/secret-in-setting.ts";
import { profileColumnUnknown } from "./deploy/profile-column-unknown.ts";
import { profileNotThere } from "./deploy/profile-not-there.ts";
import { profileRecordMissing } from "./deploy/profile-record-missing.ts";
import { profileScriptBroken } from "./deploy/profile-script-broken.ts";
import { profileTableUnknown } from "./deploy/profile-table-unknown.ts";
import { profileUnreadable } from "./deploy/profile-unreadable.ts";
import { profileVariableMalformed } from "./deploy/profile-variable-malformed.ts";
import { secretInProfile } from "./deploy/secret-in-profile.ts";
import { cachedPerPage } from "./liquid/cached-per-page.ts";
import { formMissing } from "./liquid/form-missing.ts";
import { formTwice } from "./liquid/form-twice.ts";
import { includeCircular } from "./liquid/include-circular.ts";
import { includeMissing } from "./liquid/include-missing.ts";
import { liquidBraces } from "./liquid/liquid-braces.ts";
import { liquidCondition } from "./liquid/liquid-condition.ts";
import { liquidIgnored } from "./liquid/liquid-ignored.ts";
import { liquidNameMissing } from "./liquid/liquid-name-missing.ts";
import { liquidSyntax } from "./liquid/liquid-syntax.ts";
import { liquidUnknownFilter } from "./liquid/liquid-unknown-filter.ts";
import { liquidUnknownObject } from "./liquid/liquid-unknown-object.ts";
import { outputInScript } from "./liquid/output-in-script.ts";
import { outputInUrl } from "./liquid/output-in-url.ts";
import { outputUnescaped } from "./liquid/output-unescaped.ts";
import { outputUnquoted } from "./liquid/output-unquoted.ts";
import { queryInLoop } from "./liquid/query-in-loop.ts";
import { substitutionOuterVariable } from "./liquid/substitution-outer-variable.ts";
import { policyBlocks } from "./policy/policy-blocks.ts";
import { policyLoose } from "./policy/policy-loose.ts";
import { policyMissing } from "./policy/policy-missing.ts";
import { policyPartIgnored } from "./policy/policy-part-ignored.ts";
import { policyReportOnly } from "./policy/policy-report-only.ts";
import { policySetTwice } from "./policy/policy-set-twice.ts";
import { duplicateName } from "./records/duplicate-name.ts";
import { fileNameDiffers } from "./records/file-name-differs.ts";
import { inactiveRecordUsed } from "./records/inactive-record-used.ts";
import { pageIncomplete } from "./records/page-incomplete.ts";
import { redirectLoop } from "./records/redirect-loop.ts";
import { rootCopyStale } from "./records/root-copy-stale.ts";
import { settingMisspelt } from "./records/setting-misspelt.ts";
import { urlTakenTwice } from "./records/url-taken-twice.ts";
import { webFileEmpty } from "./records/web-file-empty.ts";
import { formMayTrack } from "./tracking/form-may-track.ts";
import { outboundScript } from "./tracking/outbound-script.ts";
import { tagManagerOnSite } from "./tracking/tag-manager-on-site.ts";
import { trackerAlreadyThere } from "./tracking/tracker-already-there.ts";
import { trackerUngated } from "./tracking/tracker-ungated.ts";
import { trackersCollide } from "./tracking/trackers-collide.ts";
import { emailAsAuthId } from "./scripts/email-as-auth-id.ts";
import { logicalNameInAddress } from "./scripts/logical-name-in-address.ts";
import { odataUnescaped } from "./scripts/odata-unescaped.ts";
import { postSentAgain } from "./scripts/post-sent-again.ts";
import { scriptFileBlocked } from "./scripts/script-file-blocked.ts";
import { scriptSyntax } from "./scripts/script-syntax.ts";
import { secretInScript } from "./scripts/secret-in-script.ts";
import { setUserEarly } from "./scripts/set-user-early.ts";
import { tokenMissing } from "./scripts/token-missing.ts";
import { tokenStored } from "./scripts/token-stored.ts";
import { windowOnloadTaken } from "./scripts/window-onload-taken.ts";
import { webApiColumnList } from "./web-api/web-api-column-list.ts";
import { webApiColumnNotListed } from "./web-api/web-api-column-not-listed.ts";
import { webApiColumnsUnused } from "./web-api/web-api-columns-unused.ts";
import { webApiInnerError } from "./web-api/web-api-inner-error.ts";
import { webApiNoPermission } from "./web-api/web-api-no-permission.ts";
import { webApiSetName } from "./web-api/web-api-set-name.ts";
import { webApiTableNotEnabled } from "./web-api/web-api-table-not-enabled.ts";
import { webApiUnclear } from "./web-api/web-api-unclear.ts";
import { webApiUnused } from "./web-api/web-api-unused.ts";
import { webApiWildcard } from "./web-api/web-api-wildcard.ts";
import { webApiWithoutColumns } from "./web-api/web-api-without-columns.ts";

/** Every check, as `check` runs them. */
export const checks: readonly Check[] = [
  trackerAlreadyThere,
  trackersCollide,
  trackerUngated,
  tagManagerOnSite,
  formMayTrack,
  outboundScript,
  anonymousReadPeople,
  anonymousWrite,
  authenticatedGlobal,
  anonymousWebApi,
  pageDataOpen,
  permissionScopeInvalid,
  permissionRelationshipMissing,
  permissionParentBroken,
  permissionWithoutRole,
  permissionForNobody,
  roleFlags,
  columnProfileIdle,
  secretInSetting,
  accessUnknown,
  policyBlocks,
  policyLoose,
  policySetTwice,
  policyPartIgnored,
  policyReportOnly,
  policyMissing,
  duplicateName,
  inactiveRecordUsed,
  pageIncomplete,
  urlTakenTwice,
  redirectLoop,
  rootCopyStale,
  webFileEmpty,
  settingMisspelt,
  fileNameDiffers,
  profileUnreadable,
  profileNotThere,
  profileTableUnknown,
  profileRecordMissing,
  profileColumnUnknown,
  profileVariableMalformed,
  profileScriptBroken,
  secretInProfile,
  cachedPerPage,
  formMissing,
  formTwice,
  includeCircular,
  includeMissing,
  liquidBraces,
  liquidCondition,
  liquidIgnored,
  liquidNameMissing,
  liquidSyntax,
  liquidUnknownFilter,
  liquidUnknownObject,
  outputInScript,
  outputInUrl,
  outputUnescaped,
  outputUnquoted,
  queryInLoop,
  substitutionOuterVariable,
  emailAsAuthId,
  logicalNameInAddress,
  odataUnescaped,
  postSentAgain,
  scriptFileBlocked,
  scriptSyntax,
  secretInScript,
  setUserEarly,
  tokenMissing,
  tokenStored,
  windowOnloadTaken,
  webApiColumnList,
  webApiColumnNotListed,
  webApiColumnsUnused,
  webApiInnerError,
  webApiNoPermission,
  webApiSetName,
  webApiTableNotEnabled,
  webApiUnclear,
  webApiUnused,
  webApiWildcard,
  webApiWithoutColumns,
];
