import { evidenceArea, type EvidenceEntry } from "./evidence.ts";

const liquid = evidenceArea("liquid");
const guide = "power-pages/configure/liquid/";
const dotLiquid = "https://github.com/dotliquid/dotliquid";

/** Liquid: language, tags, filters, objects. */
export const liquidEvidence: readonly EvidenceEntry[] = [
  liquid.documented("Tags of the portal: control flow, iteration, variables, templates, Dataverse.", `${guide}liquid-tags`),
  liquid.engine(
    "What the engine's patterns do not reach (words after a filter in a condition, `&&`, parentheses) is ignored, with a note.",
    dotLiquid,
  ),
  liquid.engine("`and` and `or` bind alike and are read from the right.", dotLiquid),
  liquid.engine("The right side of a comparison is brought to the type of the left one.", dotLiquid),
  liquid.engine("`a=='b'` without blanks is one name, not a comparison.", dotLiquid),
  liquid.engine("Quoted texts hold no escape sequences.", dotLiquid),
  liquid.engine("`empty` and `blank` equal a text or list without elements, not nil.", dotLiquid),
  liquid.documented("Operators `startswith` and `endswith`, besides `contains`.", `${guide}liquid-operators`),
  liquid.documented("`null` and `false` are false, an empty text is true.", `${guide}liquid-conditional-operators`),
  liquid.engine("`elseif` is `elsif`; what stands behind `else` is ignored."),
  liquid.engine("Every `when` that fits is rendered, `else` if none did.", dotLiquid),
  liquid.engine(
    "An unknown tag or a tag that is never closed takes the place of the whole source's output.",
    "the 8.x ancestor and its engine",
  ),
  liquid.engine("An error while rendering prints `Liquid error: …` in its place, and the rest follows.", "the 8.x ancestor and its engine"),
  liquid.observed("A syntax error in the page's template gives 200 with the message and nothing else."),
  liquid.observed('`Template "X" not found.` stands in place of an include that names nothing.'),
  liquid.observed("A filter that does not exist hands its input on; a filter with too few or too many arguments prints an error."),
  liquid.documented(
    "`include` takes a web template by name and sees the page's variables and its own parameters.",
    `${guide}template-tags#include`,
  ),
  liquid.observed("Parameters of `include` need no commas; names of templates compare without case.", "public site folders"),
  liquid.engine("Names that no record has fall back on templates the portal brings along, written anew here."),
  liquid.documented(
    "`extends` comes first, only blocks follow, and an unfilled block shows the layout's.",
    `${guide}template-tags#extends`,
  ),
  liquid.documented("`substitution` is rendered per request with a fresh set of variables.", `${guide}template-tags#substitution`),
  liquid.engine("`outputcache` is a tag; its body is rendered each time here."),
  liquid.engine("Sources of one page share their variables in document order; header and footer have their own."),
  liquid.documented(
    "`editable` prints its object's attribute in an element of its `tag` with `class`, `default`, `escape`, `liquid`.",
    `${guide}dataverse-liquid-tags#editable`,
  ),
  liquid.assumed(
    "`editable` offers no editing in the page: it prints as for a visitor who may not edit.",
    "front-end editing has been replaced by the studio",
  ),
  liquid.documented("`log` prints nothing.", `${guide}dataverse-liquid-tags`),
  liquid.assumed("`endentityform` and `endwebform` are ignored.", "public sites have them; what the portal does is not published"),
  liquid.documented("`manifest` prints nothing.", "power-pages/configure/web-templates-as-components"),
  liquid.documented("`comment` and `raw`; the blanks that `{%-` and `-%}` take away.", `${guide}template-tags`),
  liquid.engine("A dash takes the blanks before it, and after it one line end at most.", dotLiquid),
  liquid.engine("`tablerow` writes rows and cells with CR LF.", dotLiquid),
  liquid.documented("`for` takes `limit`, `offset`, `reversed` and ranges; `forloop` counts.", `${guide}iteration-tags`),
  liquid.engine("`assign` to `page.title` makes a variable of that literal name.", dotLiquid),
  liquid.documented("`date` takes .NET formats; en-US and UTC.", `${guide}liquid-filters#date-filters`),
  liquid.assumed("Dates without an offset are UTC.", "the portal's servers run on it"),
  liquid.documented("Filters for dates, mathematics, texts, lists, types and addresses.", `${guide}liquid-filters`),
  liquid.documented(
    "`integer`, `decimal`, `boolean` and `string` cast; `on`, `enabled` and `yes` are true.",
    `${guide}liquid-filters#type-filters`,
  ),
  liquid.observed("`'10.1' | integer` is nil."),
  liquid.engine("`'1' | plus: 1` is 11: a text is put before the number, not added.", dotLiquid),
  liquid.engine("Whole numbers divide without a rest; a half is rounded to the even neighbour.", ".NET"),
  liquid.engine("`capitalize` makes each word's first letter large, as .NET's title case does.", ".NET"),
  liquid.engine("`escape` encodes as .NET's HtmlEncode: five characters, U+00A0 to U+00FF and what lies outside the basic plane.", ".NET"),
  liquid.engine("`url_escape` encodes as .NET's UrlEncode: a blank is `+`.", ".NET"),
  liquid.engine("`split` drops empty pieces; an ending counts in `truncate`.", dotLiquid),
  liquid.engine("`default` takes nil, empty texts and empty lists for missing; the documents name nil only.", dotLiquid),
  liquid.documented("`text_to_html` makes paragraphs, line breaks and links of plain text.", `${guide}liquid-filters#text_to_html`),
  liquid.documented("`html_safe_escape` takes out what could act.", `${guide}liquid-filters#html_safe_escape`),
  liquid.assumed("Which elements and attributes `html_safe_escape` takes out.", "no list is published"),
  liquid.engine("`order_by` puts nil first and `then_by` goes on among equals.", ".NET"),
  liquid.documented(
    "`add_query`, `remove_query`, `host`, `path` and their kin read and change addresses.",
    `${guide}liquid-filters#url-filters`,
  ),
  liquid.engine("`search_filter_options` reads the setting `Search/Filters`."),
  liquid.documented("`user` is nil for anonymous visitors, else the contact with `roles`.", `${guide}liquid-objects#user`),
  liquid.documented(
    "Values of `user` and `request` are HTML-encoded unless `Site/EnableDefaultHtmlEncoding` is False; nothing else is.",
    `${guide}liquid-objects#user`,
  ),
  liquid.documented(
    "`page`, `website`, `settings`, `snippets`, `weblinks`, `sitemap`, `sitemarkers`, `request`, `params`, `now`, `language`.",
    `${guide}liquid-objects`,
  ),
  liquid.engine("Members are found without regard to case; unknown ones are nil."),
  liquid.engine("`resx` gives the platform's texts; those that are known here are English."),
  liquid.observed("A snippet without a value is nil."),
  liquid.engine("Custom JavaScript and CSS of pages is Liquid-rendered."),
  liquid.documented("Web files are never Liquid-rendered.", "power-pages/configure/web-files"),
  liquid.documented("`fetchxml` runs a query and puts its result into a variable with `results`.", `${guide}template-tags#fetchxml`),
  liquid.assumed(
    "Ten seconds and a depth of 50 for one source with all it includes; past them its output stops with an error.",
    "a portal has limits too, which are not published",
  ),
  liquid.assumed("The widest output of a page, and the memory its filters take, are limited.", "to end templates that include themselves"),
];
