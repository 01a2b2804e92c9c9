/** How sure it is that pac prints this. */
export type FaultEvidence = "documented" | "observed" | "assumed";

export interface KnownFault {
  readonly code: string;
  readonly means: string;
  readonly pattern: RegExp;
  /** What to do about it. */
  readonly hint: string;
  /** observed: in public reports of pac's users and in what they recorded. */
  readonly evidence: FaultEvidence;
}

/**
 * What pac is known to print when something is wrong; the first that fits a line names it. Not every one begins with `Error:`, and pac has ended with 0 and
 * "succeeded" after most of them.
 */
export const knownFaults: readonly KnownFault[] = [
  {
    code: "pac-model-mismatch",
    means: "pac was told a data model whose tables the environment does not have.",
    pattern: /Power Pages entities\b.*\baren.t available on this org/i,
    hint: "Compare `pac pages list --verbose` with the site's model (`portal-kit doctor`).",
    evidence: "observed",
  },
  {
    code: "pac-profile-missing",
    means: "pac has no authentication profile, or none of the name it was given.",
    pattern: /No profiles were found on this computer|AuthProfileNameDoesNotExist|There is no (?:active )?auth(?:entication)? profile/i,
    hint: "Sign in with `pac auth create`; `portal-kit auth` shows the ways.",
    evidence: "observed",
  },
  {
    code: "pac-secret-missing",
    means: "pac knows the service principal and no longer has its secret.",
    pattern: /AuthProfileSpnSecretNotFound|(?:client )?secret (?:for|of) .*(?:application|service principal).* (?:not found|missing)/i,
    hint: "Set the secret in the environment variable PAC_CLI_SPN_SECRET, or create the profile anew.",
    evidence: "observed",
  },
  {
    code: "pac-keyring-missing",
    means: "The machine has no keyring in which pac could keep its sign-in.",
    pattern: /libsecret keyring is not available|Persistence check failed|MSALCachePersistenceException/i,
    hint: "Use a federated credential, which keeps no secret; --accept-cleartext-caching of `pac auth create` would write it to the disk as it is.",
    evidence: "documented",
  },
  {
    code: "pac-sign-in",
    means: "The sign-in has run out, or Microsoft Entra refuses it.",
    pattern:
      /\bAADSTS\d+|re-?authenticat(?:e|ion)|(?:refresh|access) token (?:has )?expired|\b401\b.*Unauthorized|Unauthorized.*\b401\b|The user is not authenticated/i,
    hint: "Sign in again: `pac auth create`, or `portal-kit auth` for what fits your pipeline.",
    evidence: "observed",
  },
  {
    code: "pac-environment-missing",
    means: "pac's active profile names no environment.",
    pattern:
      /No (?:default|active) environment (?:selected|set) for (?:the )?current auth profile|Unable to validate connection to default environment/i,
    hint: "Bind the profile to the environment: `pac auth update --index <n> --environment <url>`.",
    evidence: "observed",
  },
  {
    code: "pac-forbidden",
    means: "The identity may not do this in the environment.",
    pattern:
      /\b0x80040220\b|is missing prv\w+ privilege|principal user .*(?:missing|does not have)|\b403\b.*Forbidden|Forbidden.*\b403\b|is not a member of the organization/i,
    hint: "A service principal has to be an application user of the environment with the role System Administrator.",
    evidence: "assumed",
  },
  {
    code: "pac-throttled",
    means: "Dataverse's service protection holds this identity back.",
    pattern:
      /\b0x8007232[126]\b|\b429\b.*(?:Too Many|requests)|Too Many Requests|Number of requests exceeded|Number of concurrent requests exceeded|Combined execution time of incoming requests exceeded/i,
    hint: "Wait some minutes and do it again: what has arrived stays (https://learn.microsoft.com/power-apps/developer/data-platform/api-limits).",
    evidence: "documented",
  },
  {
    code: "pac-folder-not-a-site",
    means: "pac found no website in the folder, and may say that it is done all the same.",
    pattern:
      /doesn.t contain (?:Power Pages |portal )?website data|path of the directory which contains website\.yml|missing website\.(?:yml|json)/i,
    hint: "Nothing was uploaded. Give the folder with website.yml; code sites need pac 1.44 or newer.",
    evidence: "observed",
  },
  {
    code: "pac-code-site-not-built",
    means: "The code site's application is not built: there is nothing to upload.",
    pattern: /compiled (?:path|folder|output)\b.*(?:does not exist|not found|is empty)/i,
    hint: "Build the application; powerpages.config.json names the folder as compiledPath.",
    evidence: "assumed",
  },
  {
    code: "pac-code-site-format-old",
    means: "The metadata of the code site has the layout of early 2025.",
    pattern: /upload-code-site with old format is not supported/i,
    hint: "Download the site once with `pac pages download-code-site` and begin from there.",
    evidence: "observed",
  },
  {
    code: "pac-attachment-blocked",
    means: "The environment does not take files of this type or size.",
    pattern: /attachment is either not a valid type or is too large|not a valid (?:file )?type or is too large/i,
    hint: "Allow the type under Settings > Product > Privacy + Security > Blocked Attachments of the environment, or make the file smaller.",
    evidence: "documented",
  },
  {
    code: "pac-delete-record-gone",
    means: "A deletion found nothing to delete.",
    pattern: /PowerPageComponentDeletePlugin.*not found/i,
    hint: "Nothing: what was to go is gone.",
    evidence: "observed",
  },
  {
    code: "pac-record-gone",
    means: "A change met a record that is no longer in the environment.",
    pattern: /\bFAILED\b.*\bDoes Not Exist\b/i,
    hint: "pac's manifest is older than the environment: download the site again, and see whether the record is needed.",
    evidence: "observed",
  },
  {
    code: "pac-record-failed",
    means: "A record did not arrive; pac goes on, and ends as if it had.",
    pattern: /\b(?:table|entity|record)\b.*\bFAILED\b|\bFAILED\s+due to\b|^\s*due to\b/i,
    hint: "Compare what is in the environment with the folder: `portal-kit drift`.",
    evidence: "observed",
  },
  {
    code: "pac-record-skipped",
    means: "A record was left out for want of its key.",
    pattern: /^\s*Record skipped\b/i,
    hint: "Download the site again and take the file's id from there.",
    evidence: "observed",
  },
  {
    code: "pac-file-unreadable",
    means: "pac cannot read a file or a record of the site.",
    pattern: /Expected '\w+', got '\w+'|YamlException|\(Line: \d+, Col: \d+|Unrecognized Guid format/i,
    hint: "The layout belongs to another version of pac, or an id is broken: download the site again with this pac.",
    evidence: "observed",
  },
  {
    code: "pac-ids-doubled",
    means: "pac met the same id twice.",
    pattern: /An item with the same key has already been added/i,
    hint: "Two files may claim one record id: `portal-kit check` names them.",
    evidence: "assumed",
  },
  {
    code: "pac-argument-unknown",
    means: "This pac does not know a flag.",
    pattern: /An unknown argument\b|\b(?:argument|parameter)\b.*\b(?:is (?:not valid|invalid)|not recognized)|Not a valid command/i,
    hint: "Update it with `dotnet tool update --global Microsoft.PowerApps.CLI.Tool`.",
    evidence: "observed",
  },
  {
    code: "pac-deployment-profile-missing",
    means: "pac found no deployment profile of this name.",
    pattern: /deployment ?profile\b.*(?:not found|does(?:n.t| not) exist|missing)|(?:not found|no) deployment ?profile/i,
    hint: "Put deployment-profiles/<name>.deployment.yml into the site folder; `portal-kit profile` writes one.",
    evidence: "assumed",
  },
  {
    code: "pac-website-missing",
    means: "The environment has no website of this id.",
    pattern: /website\b.*\b(?:not found|does not exist|could not be found)\b/i,
    hint: "Compare the id with `pac pages list --verbose`.",
    evidence: "assumed",
  },
  {
    code: "pac-network",
    means: "The environment was not reached, or not to the end.",
    pattern:
      /No such host is known|Name or service not known|nodename nor servname|Network is unreachable|Connection (?:refused|reset|timed out)|A connection attempt failed|An error occurred while sending the request|The SSL connection could not be established|A task was cancell?ed|The operation (?:has )?timed out|\b50[234]\b.*(?:Gateway|Unavailable)/i,
    hint: "Do it again: what is done twice does no harm.",
    evidence: "observed",
  },
  {
    code: "pac-crashed",
    means: "pac broke down; what was done until then is done.",
    pattern: /the app encountered a non[- ]recoverable error/i,
    hint: "Its log says why. Another version may do it: `dotnet tool update --global Microsoft.PowerApps.CLI.Tool`.",
    evidence: "observed",
  },
  {
    code: "pac-error",
    means: "pac stopped with an error that the kit does not know.",
    pattern: /^\s*(?:Error|Fatal|Unhandled exception)\b[.:]/i,
    hint: "The line says what is wrong; pac's log may say more.",
    evidence: "observed",
  },
  {
    code: "pac-stumbled",
    means: "pac stumbled over something and went on.",
    pattern: /Object reference not set to an instance of an object|^\s*System\.\w+(?:\.\w+)*Exception\b/i,
    hint: "Something may not have arrived: `portal-kit drift`.",
    evidence: "observed",
  },
];
