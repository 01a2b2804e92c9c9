import { choiceOf, flags, memo, plain, text } from "./columns.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/** The languages a portal may have, by locale id. */
const portalLanguages = {
  1025: "Arabic",
  1026: "Bulgarian - Bulgaria",
  1027: "Catalan - Catalan",
  1028: "Chinese - Traditional",
  1029: "Czech - Czech Republic",
  1030: "Danish - Denmark",
  1031: "German - Germany",
  1032: "Greek - Greece",
  1033: "English",
  1035: "Finnish - Finland",
  1036: "French - France",
  1037: "Hebrew",
  1038: "Hungarian - Hungary",
  1040: "Italian - Italy",
  1041: "Japanese - Japan",
  1042: "Korean - Korea",
  1043: "Dutch - Netherlands",
  1044: "Norwegian (Bokmål) - Norway",
  1045: "Polish - Poland",
  1046: "Portuguese - Brazil",
  1048: "Romanian - Romania",
  1049: "Russian - Russia",
  1050: "Croatian - Croatia",
  1051: "Slovak - Slovakia",
  1053: "Swedish - Sweden",
  1054: "Thai - Thailand",
  1055: "Turkish - Türkiye",
  1057: "Indonesian - Indonesia",
  1058: "Ukrainian - Ukraine",
  1060: "Slovenian - Slovenia",
  1061: "Estonian - Estonia",
  1062: "Latvian - Latvia",
  1063: "Lithuanian - Lithuania",
  1066: "Vietnamese - Vietnam",
  1069: "Basque - Basque",
  1081: "Hindi - India",
  1086: "Malay - Malaysia",
  1087: "Kazakh - Kazakhstan",
  1110: "Galician - Spain",
  2052: "Chinese - China",
  2070: "Portuguese - Portugal",
  2074: "Serbian (Latin) - Serbia",
  3076: "Chinese - Hong Kong SAR",
  3082: "Spanish (Traditional Sort) - Spain",
  3098: "Serbian (Cyrillic) - Serbia",
};

/**
 * Columns the portal solutions add to a contact, for sign-in and profile; all but the password's hash and stamp.
 * https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact
 */
export const portalContactColumns: readonly ColumnDefinition[] = [
  ...text(100, "adx_identity_username", "adx_identity_newpassword"),
  ...portalWriterColumns(),
  ...text(250, "Adx_OrganizationName"),
  ...flags("adx_identity_logonenabled", "adx_identity_emailaddress1confirmed", "adx_identity_mobilephoneconfirmed"),
  ...flags("adx_identity_locallogindisabled", "adx_identity_lockoutenabled", "adx_identity_twofactorenabled", "adx_profilealert"),
  ...flags("Adx_ProfileIsAnonymous", "adx_ConfirmRemovePassword"),
  ...plain("integer", "adx_identity_accessfailedcount", "adx_preferredlcid", "Adx_TimeZone"),
  ...plain(
    "datetime",
    "adx_identity_lastsuccessfullogin",
    "adx_identity_lockoutenddate",
    "adx_profilealertdate",
    "Adx_ProfileLastActivity",
    "adx_profilemodifiedon",
    "msdyn_portaltermsagreementdate",
  ),
  ...memo(64_000, "adx_PublicProfileCopy"),
  ...memo(4096, "adx_profilealertinstructions"),
  choiceOf(
    "mspp_userpreferredlcid",
    Object.entries(portalLanguages).map(([lcid, label]) => ({ value: Number(lcid), label })),
  ),
  ...flags("msdyn_disablewebtracking", "msdyn_isminor", "msdyn_isminorwithparentalconsent"),
];

/** The visitor who made or changed a contact or an account through a portal. */
export function portalWriterColumns(): ColumnDefinition[] {
  return text(100, "Adx_CreatedByUsername", "Adx_CreatedByIPAddress", "Adx_ModifiedByUsername", "Adx_ModifiedByIPAddress");
}
