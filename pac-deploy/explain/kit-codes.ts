/** A code that the kit itself says: in an error, or in a finding of `plan`. */
export interface KitCode {
  readonly code: string;
  readonly means: string;
  readonly advice: string;
}

const code = (name: string, means: string, advice: string): KitCode => ({ code: name, means, advice });
const takeBack = "Take it back from version control.";

/** Why a command stopped. */
export const errorCodes: readonly KitCode[] = [
  code(
    "site-not-found",
    "The folder is not a site folder.",
    "Give --site the folder that pac pages download wrote, the one with website.yml in it, or a code site's folder.",
  ),
  code("site-incomplete", "Something without which a site cannot be read is not in the folder.", "Download the site again, whole."),
  code("site-busy", "Another portal-kit is writing into this folder.", "Wait until it has ended."),
  code(
    "site-half-written",
    "A command was cut off while it wrote, so the folder is neither old nor new.",
    "Run `portal-kit apply` or `portal-kit remove`: each puts the folder back first.",
  ),
  code(
    "changed-since",
    "A file was changed after the command that wrote it was cut off.",
    `${takeBack} Then delete .portal-kit/writing.json.`,
  ),
  code("write-failed", "The folder could not be written, and is as it was.", "Check free space and permissions."),
  code("edit-conflict", "A file is no longer what it was when the change was planned.", "Run the command again."),
  code("yaml-syntax", "A YAML file of the site cannot be parsed.", "Correct the file at the place that is named."),
  code("yaml-style", "A value stands in a style of YAML that the kit does not edit.", "Write the value on one line."),
  code("not-utf-8", "A file that should be text is not UTF-8.", "Save it as UTF-8."),
  code("configuration-missing", "There is no portal-kit.config.json.", "Write one, or name it with --config."),
  code(
    "configuration-syntax",
    "The configuration is not JSON.",
    "Correct it at the place that is named: no comments, no comma behind the last entry.",
  ),
  code(
    "configuration-invalid",
    "A key or a value of the configuration is none that is known.",
    "The message names what is allowed; see docs/configuration.md.",
  ),
  code(
    "tracking-script-missing",
    "tracking.script names a file that is not there.",
    "Copy the script from Customer Insights - Data (Settings, Web tracking) into that file.",
  ),
  code("kit-not-built", "The kit's own files are missing.", "In a clone run `npm run build`; otherwise install portal-kit again."),
  code(
    "kit-edit-changed",
    "A text that the kit put into a file was changed there, so it cannot be taken out safely.",
    "Put the text back as it was, or take it out by hand.",
  ),
  code("kit-file-changed", "A file that the kit made was changed.", "Move the change to a file of your own, or put the kit's text back."),
  code("kit-record-exists", "A record of the kit's name or id is in the site and is not the kit's.", "Rename or delete it."),
  code("state-broken", "The kit's state file cannot be read: what was there before the kit is not known.", takeBack),
  code("state-missing", "The kit is in the site, and its state file is not.", takeBack),
  code("state-newer", "The state file was written by a newer portal-kit.", "Update portal-kit."),
  code("plan-broken", "The plan's file is not one that plan --out wrote.", "Write it anew with plan --out."),
  code("plan-missing", "The plan's file is not there.", "Write it with plan --out."),
  code("plan-stale", "The site changed after the plan was made.", "Run `portal-kit plan --out` again and look at the new plan."),
  code("plan-not-written", "The plan could not be written.", "Give --out a file in a folder that you may write to."),
  code("code-site-folder", "A code site's page lies outside of .powerpages-site.", "Give --site the folder above it."),
  code(
    "code-site-page",
    "A code site has no page of its own where build tools keep it.",
    "Put the tracking into the page by hand, where your build makes it.",
  ),
  code("code-site-config", "powerpages.config.json cannot be read.", "Correct it at the place that is named."),
  code("html-without-head", "The page has no head element to put the tracking into.", "Give the page a head element."),
  code("check-unknown", "There is no check of that code.", "`portal-kit explain` lists the codes."),
  code("code-unknown", "Nothing is known by that code.", "`portal-kit explain` lists the codes."),
  code("options-contradict", "Two flags exclude each other, or one needs another.", "The message says which."),
  code("date-invalid", "The day that --today gives is none.", "Write it as YYYY-MM-DD."),
  code("baseline-missing", "The baseline's file is not there.", "Write it once with check --write-baseline."),
  code(
    "baseline-broken",
    "The baseline's file is not one that check --write-baseline wrote.",
    "Write it anew with check --write-baseline.",
  ),
  code("baseline-not-written", "The baseline could not be written.", "Give --write-baseline a file in a folder that you may write to."),
  code(
    "profile-missing",
    "A deployment profile was named that the site does not have.",
    "`portal-kit profile` lists them; the file is deployment-profiles/<tag>.deployment.yml.",
  ),
  code(
    "profile-variables-unset",
    "A deployment profile takes a value from the environment of the process, where it is not set, or is what a pipeline hands over in place of a secret it does not have.",
    "Set the variable for this command; in a pipeline, add the secret of that name.",
  ),
  code(
    "profile-secret-in-clear",
    "A secret would be written into a deployment profile, which lies in version control.",
    "Write '${OS.NAME}' in its place, and set NAME where the deployment runs.",
  ),
  code(
    "profile-name-unknown",
    "The site has no setting and no content snippet of that name to override.",
    "Add the record to the folder first.",
  ),
  code("profile-name-ambiguous", "Several records have the name that is to be overridden.", "Name the one that is meant by its id."),
  code(
    "ci-file-changed",
    "A pipeline is there already and is not what this version would write.",
    "Write to another folder with --out and take over what you want, or delete the file.",
  ),
  code(
    "ci-name-refused",
    "The name of a site, folder or environment would be a command or a variable to the system that runs the pipelines.",
    "Rename it, or write the pipelines by hand.",
  ),
];

/** What `plan` and `apply` tell beside what they would do. */
export const planCodes: readonly KitCode[] = [
  code(
    "anonymous-contact-access",
    "The configured path opens contacts to everybody: strangers can do what the message says.",
    "Decide, and record it with capture.acceptAnonymousContactAccess, or choose another path.",
  ),
  code(
    "anonymous-contact-write",
    "Path A-key gives anonymous visitors the write right on contacts; the kit's column permission profile alone keeps them from changing any.",
    "Never delete that profile before the table permission.",
  ),
  code(
    "anonymous-contact-write-unguarded",
    "Path A-key opens the write right on contacts where something makes it more than an upsert.",
    "Take away what the message names, or choose path A.",
  ),
  code(
    "anonymous-contact-permission",
    "The site already gives anonymous visitors access to contacts.",
    "Take that permission away if the kit's is enough.",
  ),
  code("signed-in-contact-permission", "The site already gives signed-in visitors access to contacts.", "Look at whether both are wanted."),
  code(
    "contacts-shown-elsewhere",
    "A form or a list reads contacts, and column permissions do not narrow those.",
    "Give that form or list to signed-in visitors only.",
  ),
  code(
    "column-profile-without-effect",
    "Column permission profiles do not count on this site: Dataverse decides.",
    "Use Dataverse's own column security.",
  ),
  code(
    "own-contact-update",
    "Signed-in visitors can set the form's columns of their own contact to anything.",
    "Leave emailaddress1 out where an unconfirmed address does harm.",
  ),
  code(
    "no-anonymous-role",
    "No web role is marked for anonymous users.",
    "Mark one in the portal management app and download the site again.",
  ),
  code(
    "no-authenticated-role",
    "No web role is marked for authenticated users.",
    "Mark one in the portal management app and download the site again.",
  ),
  code(
    "alternate-key-needed",
    "Path A-key needs an active alternate key on contact with the column emailaddress1.",
    "Make it in Dataverse, and wait until it is active.",
  ),
  code(
    "key-not-proved",
    "Path A-key is proved for no portal, so the look-up is used everywhere.",
    "Name the portals in capture.keyProvedAt once it is proved.",
  ),
  code(
    "key-looks-personal",
    "The identifying column looks like something about the person.",
    "Identify by an id that means nothing, such as contactid.",
  ),
  code(
    "typed-address-identifies",
    "An address that was only typed identifies a contact who exists already.",
    'Set identify.existing to "confirmed" where that is not acceptable.',
  ),
  code(
    "address-sent-early",
    "With capture.prefetchLookup the address is sent before the visitor presses the button.",
    "Say so in the privacy text, or leave it off.",
  ),
  code(
    "typed-values-kept",
    "With capture.outbox what was typed is kept in the browser's tab until it is through.",
    "Say so in the privacy text.",
  ),
  code(
    "script-holds-liquid",
    "The pasted script holds braces that Liquid would read.",
    "Nothing: the kit guards them. Look at the result.",
  ),
  code("unknown-tracker", "The pasted script is none whose shape is known.", "Compare it with what Customer Insights shows."),
  code(
    "journeys-script",
    "The pasted script is one of Customer Insights - Journeys, whose setUser is not known to feed Customer Insights - Data.",
    "Paste the script of Customer Insights - Data.",
  ),
  code(
    "page-without-header",
    "Pages whose template uses no website header get no tracking.",
    "Include `Portal Kit Tracking` in their template.",
  ),
  code("setting-twice", "A site setting is there more than once, and the first counts.", "Delete the others."),
  code(
    "setting-from-environment",
    "A site setting takes its value from an environment variable, which the kit does not change.",
    "Change the variable's value in the environment.",
  ),
  code(
    "policy-blocks",
    "The site's Content-Security-Policy blocks what the tracker loads.",
    "Let the kit extend it, or add what the message names.",
  ),
  code("policy-extended", "The kit extends the site's Content-Security-Policy.", "Look at the change."),
  code(
    "policy-not-in-folder",
    "The folder has no Content-Security-Policy, and nothing says whether the site has the one of new sites.",
    "Set tracking.newSitePolicy.",
  ),
  code("policy-refused", "The site's Content-Security-Policy cannot be extended safely.", "Change it by hand, as the message says."),
  code("texts-in-english", "The kit has no texts in one of the site's languages.", "Translate the content snippets it adds."),
  code("page-address-taken", "A page with the address of capture.page is there already.", "Choose another address."),
  code(
    "no-home-page",
    "The site has no active home page to put the form's page under.",
    "Leave capture.page out and include the form by hand.",
  ),
  code("language-not-in-site", "The configuration names a language that the site does not have.", "Correct it, or leave languages out."),
];
