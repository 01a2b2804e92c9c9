/** Where scripts may call, by the site's settings. https://learn.microsoft.com/power-pages/configure/server-logic-overview#site-settings */
export interface OutboundRules {
  /** `ServerLogic/AllowedDomains`: a list with commas, seen in practice; the documents show no value. Empty: all. */
  readonly allowedDomains: readonly string[];
  /** `ServerLogic/AllowNetworkingToAllDomains`; false without a list: none. Assumed, as is that a list counts whatever this says. */
  readonly allowsAllDomains: boolean;
  /** The governance setting that blocks every outbound call. https://learn.microsoft.com/power-pages/security/disable-external-service-calls */
  readonly isBlocked: boolean;
  /** Origin of the emulated organization: Dataverse is not for this connector. */
  readonly organization: string;
}

export type OutboundVerdict =
  | { readonly kind: "allowed"; readonly url: URL }
  /** A portal would refuse it too. */
  | { readonly kind: "forbidden"; readonly message: string }
  /** A portal would make the call; the emulator does not. */
  | { readonly kind: "not-emulated"; readonly message: string };

/** Judges the address of an outbound call, of every hop of a redirect too. */
export function judgeAddress(address: string, rules: OutboundRules): OutboundVerdict {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return { kind: "forbidden", message: `"${address}" is no absolute http or https address.` };
  }
  if (rules.isBlocked) return { kind: "forbidden", message: "Outbound calls of server logic are disabled for this site." };
  if (isDataverse(url, rules.organization)) {
    return { kind: "forbidden", message: "HttpClient does not call Dataverse; use Server.Connector.Dataverse." };
  }
  if (!isAllowedDomain(url.hostname, rules)) {
    return { kind: "forbidden", message: `${url.hostname} is not among the domains of the site setting ServerLogic/AllowedDomains.` };
  }
  if (!isLoopback(url.hostname)) {
    const message = `The emulator calls only addresses of this machine (localhost, 127.0.0.1, [::1]), not ${url.host}. Let a site setting name the service, and a stand-in of yours on this machine answer here.`;
    return { kind: "not-emulated", message };
  }
  return { kind: "allowed", url };
}

/** A name with a dot before it, or with `*.`, stands for what lies below it: assumed. */
function isAllowedDomain(hostname: string, { allowedDomains, allowsAllDomains }: OutboundRules): boolean {
  if (allowedDomains.length === 0) return allowsAllDomains;
  const host = hostname.toLowerCase();
  return allowedDomains.some((domain) => {
    const name = domain.toLowerCase().replace(/^\*/, "");
    return name.startsWith(".") ? host.endsWith(name) : host === name;
  });
}

/** Hosts of Dataverse organizations, e.g. `name.crm4.dynamics.com` and `name.api.crm.dynamics.com`; assumed to be told by name. */
function isDataverse(url: URL, organization: string): boolean {
  const { hostname, port } = new URL(organization);
  // The organization listens on 127.0.0.1; other names of this machine reach it too.
  return (
    (isLoopback(url.hostname) && isLoopback(hostname) && url.port === port) ||
    /\.crm\d*\.(?:dynamics|microsoftdynamics)\.\w+$/i.test(url.hostname)
  );
}

/** The URL parser has turned every spelling of an IPv4 address into four numbers. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
