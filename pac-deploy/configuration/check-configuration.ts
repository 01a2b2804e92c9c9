import type { Configuration } from "../../contract/configuration.ts";
import { findFieldFaults } from "./check-fields.ts";

/** One thing that a configuration of the right shape cannot mean. */
export interface ConfigurationFault {
  /** JSON pointer of the value that is wrong, or of the nearest one that is there. */
  readonly pointer: string;
  /** What, where, and what is allowed. */
  readonly message: string;
}

/** What the schema allows and this version does not do yet: refused, never ignored. */
const notBuilt: readonly {
  readonly pointer: string;
  readonly of: (configuration: Configuration) => string;
  readonly allowed: readonly string[];
}[] = [{ pointer: "/capture/path", of: ({ capture }) => capture.path, allowed: ["A", "A-key", "A-self", "none"] }];

/** Everything that two keys say against each other, the worst first; nothing: the configuration can be carried out. */
export function findConfigurationFaults(configuration: Configuration): ConfigurationFault[] {
  return [
    ...notBuilt.flatMap(({ pointer, of, allowed }) => {
      const given = of(configuration);
      const key = pointer.slice(1).replace("/", ".");
      return allowed.includes(given)
        ? []
        : [{ pointer, message: `${key}: "${given}" is not built yet; this version does ${allowed.map((one) => `"${one}"`).join(", ")}` }];
    }),
    ...findTrackingFaults(configuration),
    ...findConsentFaults(configuration),
    ...findSuccessFaults(configuration),
    ...findFieldFaults(configuration.capture),
    ...findLookupFaults(configuration),
    ...findFormFaults(configuration),
    ...findKeyFaults(configuration),
    ...findEnvironmentFaults(configuration),
  ];
}

function findTrackingFaults({ tracking }: Configuration): ConfigurationFault[] {
  if (tracking.placement === "none" || tracking.script !== undefined) return [];
  return [
    {
      pointer: "/tracking",
      message: 'tracking.script: expected the path of the file with the pasted script (or tracking.placement "none")',
    },
  ];
}

/** The sources without which a tool of the site's own cannot be understood, and patterns that are none. */
function findConsentFaults({ consent }: Configuration): ConfigurationFault[] {
  const { source } = consent;
  if (source !== "cookie" && source !== "event") return [];
  const own = consent[source];
  if (own === undefined)
    return [
      {
        pointer: "/consent/source",
        message: `consent.${source}: expected {"name", "granted"}, since consent.source is "${source}": what the ${source} is called, and which of its texts is a yes`,
      },
    ];
  return (["granted", "denied"] as const).flatMap((key): ConfigurationFault[] => {
    const reason = findPatternFault(own[key] ?? "");
    return reason === undefined
      ? []
      : [
          {
            pointer: `/consent/${source}/${key}`,
            message: `consent.${source}.${key}: expected a regular expression, and this is none: ${reason}`,
          },
        ];
  });
}

function findPatternFault(pattern: string): string | undefined {
  try {
    void new RegExp(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message;
  }
}

function findSuccessFaults({ capture: { success } }: Configuration): ConfigurationFault[] {
  if (success.kind === "message" || success.url !== undefined) return [];
  return [
    {
      pointer: "/capture/success",
      message: `capture.success.url: expected a path on the same site, since capture.success.kind is "${success.kind}"`,
    },
  ];
}

function findLookupFaults({ capture }: Configuration): ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  if (capture.prefetchLookup && capture.lookup === "none") {
    faults.push({
      pointer: "/capture/prefetchLookup",
      message: 'capture.prefetchLookup: expected capture.lookup "email": with "none" nothing is looked up',
    });
  }
  if (capture.prefetchLookup && capture.path === "A-self") {
    faults.push({
      pointer: "/capture/prefetchLookup",
      message: 'capture.prefetchLookup: expected capture.path "A" or "A-key": with "A-self" nothing is looked up',
    });
  }
  if (capture.path === "A-key" && capture.lookup === "none") {
    faults.push({
      pointer: "/capture/lookup",
      message: 'capture.lookup: expected "email" with capture.path "A-key", which looks up whatever its key cannot tell',
    });
  }
  if (capture.keyProvedAt.length > 0 && capture.path !== "A-key") {
    faults.push({ pointer: "/capture/keyProvedAt", message: `capture.keyProvedAt: expected capture.path "A-key", got "${capture.path}"` });
  }
  capture.keyProvedAt.forEach((origin, index) => {
    if (isPortalOrigin(origin)) return;
    faults.push({
      pointer: `/capture/keyProvedAt/${index}`,
      message: `capture.keyProvedAt.${index}: expected the origin of a portal as a browser shows it, such as "https://contoso.example.com" (for the emulator "http://localhost:8080"), in lower case and without a path`,
    });
  });
  return faults;
}

function findFormFaults({ capture }: Configuration): ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  if (capture.existingForms && capture.path === "none") {
    faults.push({
      pointer: "/capture/existingForms",
      message: 'capture.existingForms: expected capture.path "A", "A-key" or "A-self", or nothing is captured in those forms',
    });
  }
  if (capture.outbox && capture.path === "A-self") {
    faults.push({
      pointer: "/capture/outbox",
      message:
        'capture.outbox: expected capture.path "A" or "A-key": nothing is kept for visitors who are signed in, and "A-self" is for those',
    });
  }
  return faults;
}

/** Columns of a contact that say who somebody is. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact */
const personalColumn =
  /^(?:emailaddress\d|telephone\d|mobilephone|home2|business2|assistantphone|managerphone|callback|company|fax|pager|(?:first|middle|last|full|nick|assistant|manager|spouses)name|yomi\w+|suffix|salutation|childrensnames|governmentid|birthdate|anniversary|address\d_\w+|websiteurl|ftpsiteurl|externaluseridentifier|jobtitle|description|adx_identity_\w+)$/;

function findKeyFaults({ capture, identify }: Configuration): ConfigurationFault[] {
  const { key } = identify;
  if (key === "contactid") return [];
  const pointer = "/identify/key";
  const expected = 'expected "contactid" or a column with an id of its own, such as an autonumber';
  if (personalColumn.test(key)) {
    return [
      {
        pointer,
        message: `identify.key: ${key} is personal: it would be kept in the browser and sent as an identifier, and Customer Insights says that the key must not be the email; ${expected}`,
      },
    ];
  }
  if (capture.fields.some((field) => field.column === key)) {
    return [
      {
        pointer,
        message: `identify.key: visitors fill in ${key} (capture.fields), so anybody could choose who to be; ${expected}`,
      },
    ];
  }
  if (capture.lookup === "none" && (capture.path === "A" || capture.path === "A-key")) {
    return [
      {
        pointer,
        message: `identify.key: with capture.lookup "none" nothing of a contact can be read, ${key} neither; expected "contactid"`,
      },
    ];
  }
  return [];
}

/** `location.origin` of a portal, letter for letter: that is what it is compared with. */
function isPortalOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return origin === text && (protocol === "https:" || (protocol === "http:" && hostname === "localhost"));
}

/** Two names for one environment would be two opinions of whether it is production. */
function findEnvironmentFaults({ deploy }: Configuration): ConfigurationFault[] {
  const seen = new Map<string, string>();
  return Object.entries(deploy.environments).flatMap(([name, { url, websiteId = "" }]): ConfigurationFault[] => {
    const key = `${url} ${websiteId}`;
    const first = seen.get(key);
    seen.set(key, first ?? name);
    return first === undefined
      ? []
      : [
          {
            pointer: `/deploy/environments/${name}/url`,
            message: `deploy.environments.${name}.url: ${url} is deploy.environments.${first} already; expected each environment once`,
          },
        ];
  });
}
