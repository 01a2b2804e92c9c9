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

  entities.documented(
    "FetchXML on `adx_webpage` and its like finds the site's own records, under table permissions.",
    "power-pages/configure/liquid/template-tags#fetchxml",
  ),
  entities.assumed(
    "Columns of such records are typed by their values; an id that another record has is a lookup.",
    "a site folder says what a record holds and not of what type it is",
  ),
  entities.assumed(
    "Such a query joins no table of the organization, and `mspp_` names the same records.",
    "the emulator says so where one does",
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
  lists.assumed(
    "A view that neither a solution nor the database has is the table's rows by name.",
    "a site folder holds no views; `--solution` brings them",
  ),
  lists.engine("Filters over related tables hold for rows with at least one such row that the visitor may read."),
  lists.documented(
    "`loaded` is triggered on `.entitylist.entity-grid` once its rows are there.",
    "power-pages/configure/add-custom-javascript-list",
  ),
  lists.assumed(
    "A list's rows come with its page: orders, pages, searches and filters load it again.",
    "a portal reads them from a service of its own that is not documented",
  ),
  lists.assumed(
    "Liquid in a list's custom JavaScript is not rendered.",
    "the ancestor renders it; the emulator says so where there is some",
  ),
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
  forms.engine(
    "With `--solution` a form has the tabs, sections, cells, labels and disabled inputs of the main form that its record names.",
    "FormXML as the 8.x ancestor reads it",
  ),
  forms.engine("What FormXML hides is not sent to the page; titles are shown where it says so."),
  forms.assumed("Hidden tabs are not sent either, except to the step that loads one.", "the ancestor does not say"),
  forms.assumed("The order of an address's inputs.", "a composite control of Dataverse"),
  forms.documented(
    "Columns that the table requires are required; recommended ones where the record asks for that.",
    "power-pages/configure/basic-forms",
  ),
  forms.engine("A lookup has a read-only name, hidden id and table, and buttons for its dialog and for emptying it."),
  forms.assumed(
    "The dialog offers the rows of the lookup view that the visitor may read, 500 at most.",
    "a portal's dialog needs Bootstrap and pages of 10 from a service that is not documented",
  ),
  forms.assumed(
    "Several choices are a box each.",
    "the ancestor has that of lists of its own; of the platform's column type nothing is documented",
  ),
  forms.engine("A subgrid is a table of the related rows of its view that the visitor may read."),
  forms.assumed(
    "Forms for new rows show no subgrids; actions, search and further pages of subgrids are left out.",
    "the sources are silent",
  ),
  forms.documented("Attached files become notes of the row; table permissions on notes hold.", "power-pages/configure/basic-forms"),
  forms.engine("The subject of such a note names the contact, its text begins with `*WEB*`."),
  forms.assumed("A file that may not be kept leaves the row saved and says so.", "the sources are silent"),
  forms.documented(
    "A lookup set on saving, or filled in, to the row of the address, of an earlier step, or of the current user.",
    "power-pages/configure/multistep-form-steps",
  ),
  forms.assumed(
    "Without a solution, which columns a form shows: those the site says something about, else those its table requires.",
    "layouts of Dataverse forms are not part of a site folder",
  ),

  kept.assumed("All records of a site are of one age.", "how a portal drops single ones is not documented"),
  kept.engine("A body of `substitution` stands in the kept text as a comment that is filled in per request."),
  policy.assumed("`javascript:` addresses get no hash.", "nothing is documented for them"),
];
