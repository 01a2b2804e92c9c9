import { evidenceArea, type EvidenceEntry } from "./evidence.ts";

const entities = evidenceArea("data in liquid");
const lists = evidenceArea("lists");
const forms = evidenceArea("forms");
const kept = evidenceArea("caches");
const policy = evidenceArea("policy");

const objects = "power-pages/configure/liquid/liquid-objects";

/** Data, lists and forms on pages, and more of what is kept of them. */
export const componentEvidence: readonly EvidenceEntry[] = [
  entities.documented("`entities['table']['id']` is a row the visitor may read, else nil.", `${objects}#entities`),
  entities.documented(
    "A lookup has `id`, `logical_name` and `name`, a choice `label` and `value`, a yes or no is a boolean.",
    `${objects}#entities`,
  ),
  entities.engine("Money is its amount."),
  entities.assumed("Several choices are a list of choices.", "the documents show one choice only"),
  entities.observed("A lookup's name shows whether or not its table may be read.", "of the Web API"),
  entities.documented(
    "A query for rows the visitor may not read has an empty result, and no error.",
    "power-pages/configure/liquid/template-tags#fetchxml",
  ),
  entities.engine("`permission_granted` and its kin tell an empty result from a forbidden one."),
  entities.assumed(
    "A joined table that may not be read makes the whole result empty.",
    "observed of the Web API as a refusal",
    "deniedJoins",
  ),
  entities.assumed(
    "Records of the site itself are read without a permission on their tables.",
    "stock templates read them in sites that have none",
  ),

  lists.documented(
    "`entitylist` gives a list's record, `entityview` a page of its view's rows, columns and page numbers.",
    `${objects}#entityview`,
  ),
  lists.documented("Table permissions hold whatever a list's check box says.", "power-pages/configure/lists"),
  lists.documented("A list's search compares text columns with the words, `*` standing for any letters.", "power-pages/configure/lists"),
  lists.documented(
    "`metafilters` reads what a list lets its visitors filter by.",
    "power-pages/configure/liquid/liquid-filters#metafilters",
  ),
  lists.engine("The JSON of a list's filter definition."),
  lists.engine("A joined row's column is also read by its alias and name; rows show their state where the table has one."),
  lists.assumed("A joined table's column is not sorted by.", "the sources are silent"),
  lists.documented("`searchindex` finds the site's pages and rows that the visitor may read.", `${objects}#searchindex`),
  lists.assumed("How results are ranked: a word of the title counts three times.", "scores are not documented"),
  lists.assumed("A query without words finds nothing.", "the sources are silent"),
  lists.documented(
    "A piece of the text around the words found is shown with them in `em`; none for a query with a wildcard.",
    `${objects}#search-index-results`,
  ),
  lists.documented("Inflected words are found.", `${objects}#searchindex`),
  lists.assumed("English endings only.", "the portal's own stemmer is not published"),
  lists.assumed("What the Liquid of a page prints is not searched.", "the index holds columns"),

  forms.documented("`entityform` and `webform` take a form by `name` or `id`.", "power-pages/configure/liquid/dataverse-liquid-tags"),
  forms.documented("One form of either kind to a page.", "power-pages/configure/liquid/dataverse-liquid-tags"),
  forms.documented("An input's id is its column's logical name.", "power-pages/configure/add-custom-javascript"),
  forms.engine("Panels, classes, buttons and hidden fields around the inputs."),
  forms.observed("Names of inputs carry the page's naming containers."),
  forms.documented(
    "Custom JavaScript stands at the end of the form and may wrap `entityFormClientValidate`.",
    "power-pages/configure/add-custom-javascript",
  ),
  forms.engine("A click asks `entityFormClientValidate` or `webFormClientValidate`, then the validators, then posts."),
  forms.documented(
    "Forms obey table permissions whatever their check box says, from June 2026 on.",
    "power-pages/configure/basic-forms",
    "formPermissions",
  ),
  forms.documented("Modes insert, edit and read only, and where the row to edit comes from.", "power-pages/configure/basic-forms"),
  forms.documented("After success a message, or a redirect that may carry the row's id.", "power-pages/configure/basic-forms"),
  forms.engine("A post to a form is not asked for the anti-forgery token."),
  forms.engine("A success is told to the window around the page."),
  forms.engine("A form without a mode inserts."),
  forms.documented("Steps of multistep forms, their conditions among them.", "power-pages/configure/add-conditional-step"),
  forms.assumed(
    "Which columns a form shows: those the site says something about, else those its table requires.",
    "layouts of Dataverse forms are not part of a site folder",
  ),

  kept.assumed("All records of a site are of one age.", "how a portal drops single ones is not documented"),
  kept.engine("A body of `substitution` stands in the kept text as a comment that is filled in per request."),
  policy.assumed("`javascript:` addresses get no hash.", "nothing is documented for them"),
];
