import { templateNames, trackingScriptSnippet } from "../../contract/names.ts";
import type { KitFiles } from "../kit-files.ts";
import type { KitInput } from "../configuration/read-configuration.ts";
import type { Need } from "./desired.ts";
import { fillTracking, findVariant } from "./fill-tracking.ts";
import { findTrackers } from "./find-trackers.ts";
import { findTrackingFindings } from "./find-tracking-findings.ts";
import { needPolicy } from "./need-policy.ts";
import { contentSnippet, textSnippets, webTemplate, type RecordWriter } from "./kit-records.ts";
import { placeTracking } from "./place-tracking.ts";

export interface TrackingInput extends KitInput {
  /** Texts of the site's web files that may hold a tracker, by path. */
  readonly webFiles?: ReadonlyMap<string, string>;
}

/** The tracking template, the snippet with the customer's script, the banner's texts, and the include that puts it on the pages. */
export function needTracking(
  writer: RecordWriter,
  kit: KitFiles,
  { configuration, trackingScript: script, webFiles }: TrackingInput,
): Need {
  if (configuration.tracking.placement === "none" || script === undefined) return { desired: [], opens: [], findings: [] };
  const { site } = writer;
  const { consent } = configuration;
  const texts =
    findVariant(consent) !== "banner"
      ? { desired: [], findings: [] }
      : textSnippets(writer, kit, {
          keys: (key) => key.startsWith("banner."),
          languages: configuration.languages,
          why: "a text of the consent banner",
        });
  const policy = needPolicy(writer, { configuration, kit, script });
  return {
    desired: [
      ...policy.desired,
      ...webTemplate(
        writer,
        templateNames.tracking,
        fillTracking(kit, configuration),
        "holds the tracking script back until the visitor may be tracked",
      ),
      ...contentSnippet(
        writer,
        { name: trackingScriptSnippet, value: script.text, language: undefined, isHtml: true, isPersons: false },
        "the tracking script as pasted; an environment can override it",
      ),
      ...texts.desired,
      ...placeTracking(writer, configuration),
    ],
    opens: [],
    findings: [...policy.findings, ...texts.findings, ...findTrackingFindings(site, configuration, script, findTrackers(site, webFiles))],
  };
}
