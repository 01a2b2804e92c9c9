/** Hosts that the documented default policy names for the platform's scripts. https://learn.microsoft.com/power-pages/security/manage-content-security-policy */
export const platformContentHosts = [
  "content.powerapps.com",
  "content.powerapps.us",
  "content.appsplatform.us",
  "content.powerapps.cn",
] as const;

/**
 * The Content-Security-Policy that sites created after 10 November 2025 come with. An empty setting is none; a site without the setting is an older one.
 * https://learn.microsoft.com/power-pages/security/manage-content-security-policy
 */
export const newSitePolicy = `script-src 'self' ${platformContentHosts.join(" ")} 'nonce'; style-src 'unsafe-inline' https:;`;

/** The site settings whose values are sent as these headers, both if both are there. */
export const policySettingNames = {
  enforced: "HTTP/Content-Security-Policy",
  reportOnly: "HTTP/Content-Security-Policy-Report-Only",
} as const;
