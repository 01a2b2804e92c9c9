/** A way to give pac an identity. */
export interface SignInWay {
  readonly name: string;
  /** Whom it suits. */
  readonly suits: string;
  /** Where the secret is, if there is one. */
  readonly secret: string;
  readonly commands: readonly string[];
  readonly notes: readonly string[];
  /** Page that documents it. */
  readonly source: string;
}

const reference = "https://learn.microsoft.com/power-platform/developer/cli/reference/auth#pac-auth-create";
const maxNameChars = 30;

const roleNote = "The application has to be an application user of the environment, with the role System Administrator.";

/**
 * Every way to sign in that a pipeline or a person can use, with the commands to run. The kit runs none of them: it never holds a secret of pac's.
 * @param environment address; undefined: a placeholder
 */
export function describeSignInWays(environment: string | undefined): SignInWay[] {
  const url = environment ?? "https://<org>.crm.dynamics.com";
  const name = environment === undefined ? "<name>" : new URL(environment).hostname.split(".")[0]?.slice(0, maxNameChars) || "site";
  const create = `pac auth create --name ${name} --environment ${url}`;
  const application = "--tenant <tenant id> --applicationId <application id>";
  return [
    {
      name: "device code",
      suits: "a person, also where no browser can open",
      secret: "none: you sign in on a web page with the code that pac prints",
      commands: [`${create} --deviceCode`],
      notes: ["Without --deviceCode pac opens a browser."],
      source: reference,
    },
    {
      name: "federated credential, GitHub Actions",
      suits: "a workflow on GitHub; the safest there",
      secret:
        "none: GitHub vouches for the workflow; the application gets a federated credential for this repository and its GitHub environment",
      commands: [`${create} ${application} --githubFederated`],
      notes: ["The job needs `permissions: { id-token: write }`.", roleNote],
      source: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust",
    },
    {
      name: "federated credential, Azure DevOps",
      suits: "a pipeline of Azure DevOps; the safest there",
      secret: "none: the service connection (workload identity federation) vouches for the pipeline",
      commands: [`${create} ${application} --azureDevOpsFederated`],
      notes: [
        "Microsoft's tasks for the Power Platform set what pac asks for. In a script step, set PAC_ADO_ID_TOKEN_REQUEST_TOKEN to $(System.AccessToken) and PAC_ADO_ID_TOKEN_REQUEST_URL to the address that gives tokens for the service connection, for this command and every later one (observed, third party; not documented).",
        roleNote,
      ],
      source: reference,
    },
    {
      name: "managed identity",
      suits: "a self-hosted agent in Azure",
      secret: "none: Azure vouches for the machine",
      commands: [`${create} --managedIdentity`],
      notes: ["The machine's identity has to be an application user of the environment."],
      source: reference,
    },
    {
      name: "service principal with a client secret",
      suits: "pipelines without federation",
      secret: "in the pipeline's secret store, handed over as the environment variable PAC_CLI_SPN_SECRET",
      commands: [
        `# bash and GitHub Actions; type it in with: read -rs PAC_CLI_SPN_SECRET && export PAC_CLI_SPN_SECRET`,
        `${create} ${application} --clientSecret "$PAC_CLI_SPN_SECRET"`,
        `# PowerShell; type it in with: $env:PAC_CLI_SPN_SECRET = Read-Host -MaskInput`,
        `${create} ${application} --clientSecret $env:PAC_CLI_SPN_SECRET`,
      ],
      notes: [
        "Write the variable, never the secret: then the shell's history and the script hold its name only.",
        "pac takes the secret as an argument and documents no other way: while this one command runs, whoever may list this machine's processes can read it. Run it where nobody else is signed in, or use federation.",
        "Leave PAC_CLI_SPN_SECRET set for the later commands: pac looks there where the machine has no keyring (observed, third party). --accept-cleartext-caching would write the secret to the disk as it is.",
        roleNote,
      ],
      source: reference,
    },
  ];
}
