import { formMayTrack } from "../../../pac-deploy/checks/tracking/form-may-track.ts";
import { outboundScript } from "../../../pac-deploy/checks/tracking/outbound-script.ts";
import { tagManagerOnSite } from "../../../pac-deploy/checks/tracking/tag-manager-on-site.ts";
import { trackerAlreadyThere } from "../../../pac-deploy/checks/tracking/tracker-already-there.ts";
import { trackerUngated } from "../../../pac-deploy/checks/tracking/tracker-ungated.ts";
import { trackersCollide } from "../../../pac-deploy/checks/tracking/trackers-collide.ts";
import { sampleTracker } from "../plan/sample-tracker.ts";
import { footer, headBottom, header, pasted } from "./checked-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";

const tagManager = '<script src="https://www.googletagmanager.com/gtm.js?id=GTM-EXAMPLE"></script>';
const form = '<div data-form-id="1" data-form-api-url="https://public-eur.mkt.dynamics.com/api/v1.0/orgs/1/landingpageforms"></div>';
const outbound = '<script src="https://example.azureedge.net/global/FormCapture/ws-tracking.js"></script>';

const script = pasted();

const finds: readonly FindCase[] = [
  {
    what: "CI-Data in the header beside the kit's",
    check: trackerAlreadyThere,
    texts: { [header]: `<p></p>\n${sampleTracker()}` },
    script,
    places: [[header, 4]],
  },
  {
    what: "CI-Journeys in the header beside the kit's",
    check: trackerAlreadyThere,
    texts: { [header]: sampleTracker("journeys") },
    script,
    places: [[header, 3]],
  },
  {
    what: "one in a snippet beside the kit's",
    check: trackerAlreadyThere,
    texts: { [headBottom]: sampleTracker() },
    script,
    places: [[headBottom, 3]],
  },
  {
    what: "two CI-Data in one template",
    check: trackersCollide,
    texts: { [header]: sampleTracker() + sampleTracker() },
    places: [[header, 10]],
  },
  {
    what: "CI-Data, then CI-Journeys",
    check: trackersCollide,
    texts: { [header]: sampleTracker() + sampleTracker("journeys") },
    places: [[header, 10]],
  },
  {
    what: "CI-Journeys, then CI-Data",
    check: trackersCollide,
    texts: { [header]: sampleTracker("journeys") + sampleTracker() },
    places: [[header, 10]],
  },
  {
    what: "one in the header and one in a snippet",
    check: trackersCollide,
    texts: { [header]: sampleTracker(), [headBottom]: sampleTracker() },
    places: [[headBottom, 3]],
  },
  { what: "one without the kit", check: trackerUngated, texts: { [footer]: sampleTracker() }, places: [[footer, 3]] },
  {
    what: "a tag manager beside the kit's",
    check: tagManagerOnSite,
    texts: { [header]: `\n${tagManager}` },
    script,
    places: [[header, 2]],
  },
  { what: "a form beside the kit's tracker", check: formMayTrack, texts: { [header]: form }, script, places: [[header, 1]] },
  { what: "an outbound script", check: outboundScript, texts: { [header]: outbound }, places: [[header, 1]] },
];

const silent: readonly CheckCase[] = [
  { what: "the kit's alone", check: trackerAlreadyThere, texts: {}, script },
  { what: "one without the kit, which collides with nothing", check: trackerAlreadyThere, texts: { [header]: sampleTracker() } },
  { what: "one alone", check: trackersCollide, texts: { [header]: sampleTracker() } },
  { what: "one commented out", check: trackersCollide, texts: { [header]: `${sampleTracker()}<!-- ${sampleTracker()} -->` } },
  {
    what: "two beside the kit's, each of which is told by another check",
    check: trackersCollide,
    texts: { [header]: sampleTracker().repeat(2) },
    script,
  },
  { what: "the kit's", check: trackerUngated, texts: {}, script },
  { what: "a tag manager alone", check: tagManagerOnSite, texts: { [header]: tagManager } },
  { what: "a form alone", check: formMayTrack, texts: { [header]: form } },
  { what: "a tracker", check: outboundScript, texts: { [header]: sampleTracker() } },
];

describeChecks("tracking", { finds, silent });
