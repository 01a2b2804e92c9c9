/** What a site setting of the platform holds. */
export type SettingKind = "boolean" | "text" | "secret";

/**
 * Site settings that Power Pages reads, by the name it reads them under. Not all there are: what is not here is not wrong.
 * https://learn.microsoft.com/power-pages/configure/configure-site-settings
 * https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
 */
export const knownSettings: Readonly<Record<string, SettingKind>> = {
  "Authentication/ApplicationCookie/ExpireTimeSpan": "text",
  "Authentication/ApplicationCookie/LoginPath": "text",
  "Authentication/ApplicationCookie/SlidingExpiration": "boolean",
  "Authentication/LoginThrottling/IpAddressTimeoutTimeSpan": "text",
  "Authentication/LoginThrottling/MaxAttemptsTimeLimitTimeSpan": "text",
  "Authentication/LoginThrottling/MaxInvaildAttemptsFromIPAddress": "text",
  "Authentication/LoginTrackingEnabled": "boolean",
  "Authentication/OpenAuth/Facebook/AppId": "text",
  "Authentication/OpenAuth/Facebook/AppSecret": "secret",
  "Authentication/OpenAuth/Google/ClientId": "text",
  "Authentication/OpenAuth/Google/ClientSecret": "secret",
  "Authentication/OpenAuth/LinkedIn/ConsumerKey": "text",
  "Authentication/OpenAuth/LinkedIn/ConsumerSecret": "secret",
  "Authentication/OpenAuth/Microsoft/ClientId": "text",
  "Authentication/OpenAuth/Microsoft/ClientSecret": "secret",
  "Authentication/OpenAuth/Twitter/ConsumerKey": "text",
  "Authentication/OpenAuth/Twitter/ConsumerSecret": "secret",
  "Authentication/Registration/AzureADLoginEnabled": "boolean",
  "Authentication/Registration/CaptchaEnabled": "boolean",
  "Authentication/Registration/DenyMinors": "boolean",
  "Authentication/Registration/DenyMinorsWithoutParentalConsent": "boolean",
  "Authentication/Registration/EmailConfirmationEnabled": "boolean",
  "Authentication/Registration/Enabled": "boolean",
  "Authentication/Registration/ExternalLoginEnabled": "boolean",
  "Authentication/Registration/InvitationEnabled": "boolean",
  "Authentication/Registration/LocalLoginByEmail": "boolean",
  "Authentication/Registration/LocalLoginDeprecated": "boolean",
  "Authentication/Registration/LocalLoginEnabled": "boolean",
  "Authentication/Registration/LoginButtonAuthenticationType": "text",
  "Authentication/Registration/OpenRegistrationEnabled": "boolean",
  "Authentication/Registration/ProfileRedirectEnabled": "boolean",
  "Authentication/Registration/RememberMeEnabled": "boolean",
  "Authentication/Registration/RequiresConfirmation": "boolean",
  "Authentication/Registration/RequiresInvitation": "boolean",
  "Authentication/Registration/ResetPasswordEnabled": "boolean",
  "Authentication/Registration/TermsAgreementEnabled": "boolean",
  "Authentication/Registration/TermsPublicationDate": "text",
  "Authentication/Registration/TwoFactorEnabled": "boolean",
  "Authentication/UserManager/UserValidator/RequireUniqueEmail": "boolean",
  "CodeSite/Enabled": "boolean",
  DisableValidationWebTemplate: "boolean",
  "Footer/OutputCache/Enabled": "boolean",
  "HTTP/Access-Control-Allow-Credentials": "text",
  "HTTP/Access-Control-Allow-Headers": "text",
  "HTTP/Access-Control-Allow-Methods": "text",
  "HTTP/Access-Control-Allow-Origin": "text",
  "HTTP/Content-Security-Policy": "text",
  "HTTP/Content-Security-Policy-Report-Only": "text",
  "HTTP/SameSite/Default": "text",
  "HTTP/X-Content-Type-Options": "text",
  "HTTP/X-Frame-Options": "text",
  "Header/OutputCache/Enabled": "boolean",
  "MultiLanguage/DisplayLanguageCodeInURL": "boolean",
  "Profile/Enabled": "boolean",
  "Profile/ForceSignUp": "boolean",
  "Profile/ShowMarketingOptionsPanel": "boolean",
  "Search/EnableDataverseSearch": "boolean",
  "Search/Enabled": "boolean",
  "Search/FacetedView": "boolean",
  "Search/IndexQueryName": "text",
  "Site/BootstrapV5Enabled": "boolean",
  "Site/EnableCustomPluginError": "boolean",
  "Site/EnableDefaultHtmlEncoding": "boolean",
  "Webapi/error/innererror": "boolean",
};

/**
 * Names whose value nobody but the portal may know: client secrets of identity providers, keys, passwords. The last part of the name decides, since providers
 * are called as people like.
 * https://learn.microsoft.com/power-pages/security/authentication/openid-settings
 */
const secretName =
  /(?:^|[/._-])(?:\w*(?:client|app|consumer|api|shared)_?-?secret|\w*password|\w*(?:api|access|account|storage|subscription|private|function)_?-?key|\w*connection_?-?string|\w*sas_?-?token)$/i;

export const isSecretSetting = (name: string): boolean => kindOfSetting(name) === "secret" || secretName.test(name);

const byLowerCase = new Map(Object.entries(knownSettings).map(([name, kind]) => [name.toLowerCase(), { name, kind }]));

/** Names compare without case. */
export const kindOfSetting = (name: string): SettingKind | undefined => byLowerCase.get(name.toLowerCase())?.kind;

/** What a setting that is on or off may hold, in lower case; the portal's own are written `true` and `True`. */
export const booleanValues: ReadonlySet<string> = new Set(["true", "false"]);
