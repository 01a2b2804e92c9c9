import { kitCode as code, type KitCode } from "../explain/kit-code.ts";

const nameEnvironment = "Name it with --environment: its address, or its name in deploy.environments.";
const downloadAgain = "Download the site again, and put your changes into that folder.";
const backup = "Take it back from a backup of the store.";

/** Why `deploy`, `rollback` and `drift` stop, and what keeps the values of one environment from it. */
export const deployCodes: readonly KitCode[] = [
  code("environment-missing", "No environment is named, and the configuration has none or several.", nameEnvironment),
  code("environment-unknown", "What --environment names is no address and no name in the configuration.", nameEnvironment),
  code("environment-name", "A name in deploy.environments is another environment's address.", "Give it another name."),
  code(
    "site-not-in-environment",
    "The environment has no website of that id, and an upload would make a new one.",
    "Set deploy.environments.<name>.websiteId, or give --create-site where that is meant.",
  ),
  code("model-differs", "The folder is of the other data model than the website there.", downloadAgain),
  code("dialect-differs", "The folder spells its keys otherwise than what pac downloads today.", downloadAgain),
  code(
    "website-differs",
    "What was downloaded is another website than the folder's.",
    "Name the environment and website that the folder is of.",
  ),
  code("download-failed", "pac could not download the site.", "See what pac says: pac pages download."),
  code("download-unreadable", "What pac downloaded cannot be compared.", "Download again; if it stays so, mend that record in the studio."),
  code("download-wrong-site", "pac downloaded another site than the one that was asked for.", "See pac pages list."),
  code("folder-ambiguous", "Two files of the folder hold a record of one id.", "Delete the one that is not meant."),
  code(
    "folder-changed",
    "The folder was changed while it was read; nothing was uploaded.",
    "Run the command again when nothing writes there.",
  ),
  code(
    "changed-meanwhile",
    "Between the plan and the upload somebody saved something there, or one of the two downloads was not whole; nothing was uploaded.",
    "Run the command again: it then plans with that.",
  ),
  code(
    "staging-differs",
    "The copy to be uploaded is not what was planned; nothing was uploaded.",
    "Report it: this is a fault of portal-kit.",
  ),
  code("take-invalid", "--take is neither local nor remote.", "Write --take local or --take remote."),
  code(
    "take-unknown",
    "--take-local or --take-remote names nothing that is in conflict.",
    "Name the record as the list of conflicts does.",
  ),
  code("confirm-wrong", "What --confirm says is not the site's name.", "Write the name as website.yml has it."),
  code(
    "production-unconfirmed",
    "The environment is marked as production, and nobody is there to be asked.",
    "Give --confirm with the site's name; --yes does not answer this.",
  ),
  code("deployment-running", "Another deployment of this website is running.", "Wait until it has ended."),
  code("deployment-unknown", "The store remembers no deployment of that id.", "`portal-kit rollback --list` shows those it remembers."),
  code(
    "deployment-not-remembered",
    "Something was uploaded, and what became of it could not be written down.",
    "Make room in the store; then `portal-kit drift` shows what is there, and `portal-kit rollback` takes it back.",
  ),
  code("deployment-record-broken", "The record of a deployment was changed since it was written.", backup),
  code(
    "rollback-nothing",
    "The store remembers no deployment that could be rolled back.",
    "Name the store it was made with: --store or PORTAL_KIT_STORE.",
  ),
  code(
    "rollback-new-site",
    "The deployment made the website, so there is nothing to go back to.",
    "Delete the website in the Power Pages home.",
  ),
  code("snapshot-damaged", "A snapshot was changed since it was taken; nothing is decided from it.", backup),
  code("snapshot-missing", "The snapshot that a deployment kept is gone.", backup),
  code("store-newer", "A file of the store was written by a newer portal-kit.", "Update portal-kit."),
  code("store-not-written", "What is remembered of deployments could not be written.", "Make room, or see who may write there."),
  code(
    "store-open",
    "The folder that remembers deployments is a link, or others may read it.",
    "Put a plain folder of your own in its place.",
  ),
  code("store-other-site", "What the folder remembers is of another website or environment.", "Put the folder back where it was."),
  code("profile-name", "--profile names no tag of a deployment profile.", "The tag is what stands before .deployment.yml."),
  code(
    "profile-record-missing",
    "The deployment profile overrides a record that the folder does not hold.",
    "Correct the id, or take the record out of the profile.",
  ),
];
