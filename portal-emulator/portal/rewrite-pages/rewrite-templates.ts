import type { LiquidSource } from "../../../liquid/create-liquid.ts";
import type { RewritePage } from "./find-rewrite-page.ts";

/** The list or form that a page's record names, which built-in pages show below the copy (engine source of the 8.x ancestor). */
const components = `{% if page.adx_entitylist %}{% include 'entity_list' id: page.adx_entitylist.id %}{% endif %}
{% if page.adx_webform %}{% webform id: page.adx_webform.id %}{% elsif page.adx_entityform %}{% entityform id: page.adx_entityform.id %}{% endif %}`;

const head = `<div class="page-heading"><ul class="breadcrumb">{% for crumb in page.breadcrumbs %}<li><a href="{{ crumb.url | escape }}">{{ crumb.title | escape }}</a></li>{% endfor %}<li class="active">{{ page.title | escape }}</li></ul>
<div class="page-header"><h1>{{ page.title | escape }}</h1></div></div>`;

const copy = `{% if page.adx_copy %}<div class="page-copy">{% editable page 'adx_copy' type: 'html', liquid: true %}</div>{% endif %}`;

/** Where the question goes as the visitor put it; written by us, since a site may switch the escaping of `request` off. */
export const questionMark = "<!--portal-kit-question-->";

/** Asked by `q`, as the stock header asks; further pages by `page`. Its texts are the stock snippets where the site has them. */
const search = `{% assign query = request.params.q %}{% assign number = request.params.page | integer | default: 1 %}
<form class="form-search" id="search-form" role="search" method="get"><label for="q">{{ snippets['Search/Title'] | default: 'Search' | escape }}</label>
<input id="q" name="q" type="search" class="form-control" value="${questionMark}"><button type="submit" class="btn btn-primary">{{ resx['Search_DefaultText'] | escape }}</button></form>
{% if query and query != '' %}{% searchindex query: query, page: number, page_size: 10 %}
<div role="status">{% if searchindex.approximate_total_hits > 0 %}<h2>{{ snippets['Search/ResultsTitle'] | default: 'Results' | escape }} ({{ searchindex.approximate_total_hits }})</h2>{% else %}<p>{% assign nothing = snippets['Search/NoResults'] %}{% if nothing %}{{ nothing | liquid }}{% else %}No results found.{% endif %}</p>{% endif %}</div>
<ul class="search-results list-unstyled">{% for result in searchindex.results %}<li><h3><a href="{{ result.url | escape }}">{{ result.title | escape }}</a></h3><p class="fragment">{{ result.fragment }}</p></li>{% endfor %}</ul>
{% assign shown = number | times: 10 %}{% if number > 1 or searchindex.approximate_total_hits > shown %}<nav aria-label="Pages of results">{% if number > 1 %}<button type="submit" form="search-form" name="page" value="{{ number | minus: 1 }}">Previous</button>{% endif %}{% if searchindex.approximate_total_hits > shown %}<button type="submit" form="search-form" name="page" value="{{ number | plus: 1 }}">Next</button>{% endif %}</nav>{% endif %}
{% endsearchindex %}{% endif %}`;

const wrap = (body: string): string => `<div id="mainContent" class="container" role="main">${head}${body}</div>`;

/** Where the profile's form goes; no Liquid writes it. */
export const profileMark = "<!--portal-kit-profile-->";

const templates: Readonly<Record<RewritePage, string>> = {
  search: wrap(copy + search),
  profile: wrap(copy + profileMark),
  content: wrap(copy + components),
  unknown: wrap(copy + components),
};

/** The markup is ours; what a portal shows there is not published, but for the addresses and fields it answers to. */
export const rewriteTemplate = (page: RewritePage): LiquidSource => ({ path: `(built in) ${page} page`, text: templates[page] });
