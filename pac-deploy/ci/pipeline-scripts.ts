import { pacVersion } from "./ci-versions.ts";

/** Steps that a shell runs in both systems. Everything that differs comes in as an environment variable, never as a part of the script. */

export const installKit = "npm ci --ignore-scripts";

export const installPac = `dotnet tool install --global Microsoft.PowerApps.CLI.Tool --version ${pacVersion}`;

/** pac takes the secret as an argument and documents no other way; the machine is this job's alone. */
export const signInWithSecret = `pac auth create --environment "$ENVIRONMENT_URL" --tenant "$TENANT_ID" --applicationId "$APPLICATION_ID" --clientSecret "$PAC_CLI_SPN_SECRET"`;

export const signInFederated = (flag: "--githubFederated" | "--azureDevOpsFederated"): string =>
  `pac auth create --environment "$ENVIRONMENT_URL" --tenant "$TENANT_ID" --applicationId "$APPLICATION_ID" ${flag}`;

/** The paths of the findings are those of the site folder; a tool that shows them beside the code wants those of the repository. */
export const checkAsSarif = `result=0
npx --no-install portal-kit check --site "$SITE" --format sarif > findings.json || result=$?
if [ -s findings.json ]; then
  jq --arg site "$SITE" '
    .runs[].results |= map(select(.locations)) |
    (.runs[].results[].locations[].physicalLocation.artifactLocation.uri) |= (
      (if $site == "." then . else ($site | split("/") | map(@uri) | join("/")) + "/" + . end) | until(test("[^/]+/\\\\.\\\\./") | not; sub("[^/]+/\\\\.\\\\./"; ""))
    )' findings.json > check.sarif
fi
exit "$result"`;

/** As a block that is indented: nothing in the plan ends it, and nobody who is named in it is told. */
export const planAsComment = `result=0
npx --no-install portal-kit deploy --dry-run --site "$SITE" --environment "$TARGET" --store "$PORTAL_KIT_STORE" > plan.txt 2>&1 || result=$?
{
  echo "<!-- portal-kit plan $TARGET -->"
  echo "**What a deployment to $TARGET would change** (exit code $result)"
  echo
  head -c 60000 plan.txt | tr -d '\\r' | sed 's/^/    /'
  if [ "$(wc -c < plan.txt)" -gt 60000 ]; then printf '\\n\\n%s\\n' "The plan is longer: the log of this job has all of it."; fi
} > comment.md
cat plan.txt
echo "$result" > plan.result`;

export const endAsPlan = `exit "$(cat plan.result)"`;

export const deploy = `npx --no-install portal-kit deploy --site "$SITE" --environment "$TARGET" --store "$PORTAL_KIT_STORE" --confirm "$SITE_NAME" --yes`;

/** Behind `--`, since what somebody types is no flag. */
export const rollback = `npx --no-install portal-kit rollback --site "$SITE" --environment "$TARGET" --store "$PORTAL_KIT_STORE" --confirm "$SITE_NAME" --yes -- "$DEPLOYMENT"`;

/** The secret is the file that `verify --prepare` wrote on somebody's machine; without it nothing shows that the portal is ours, and none is asked. */
export const verify = `for value in "$PORTAL_URL" "$VERIFY_SECRET"; do
  case "$value" in
    '' | '$('*)
      echo "The portal's address or the secret of verify --prepare is not set, so nobody asked whether it answers as it should." >&2
      exit 2
      ;;
  esac
done
umask 077
mkdir -p "$PORTAL_KIT_STORE/verify"
printf '%s\\n' "$VERIFY_SECRET" > "$PORTAL_KIT_STORE/verify/site.json"
npx --no-install portal-kit verify --site "$SITE" --url "$PORTAL_URL" --store "$PORTAL_KIT_STORE" --yes`;
