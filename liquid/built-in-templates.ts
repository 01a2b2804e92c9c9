import { listScript } from "./list-script.ts";

/** What the portal brings along for `include` when a site has no template of that name; written anew for the emulated portal, by their documented use. */
export const builtInTemplates: ReadonlyMap<string, string> = new Map([
  ["snippet", "{% editable snippets snippet_name type: 'html' %}"],
  ["page_copy", "<div class=\"page-copy\">{% editable page 'adx_copy' type: 'html', liquid: true %}</div>"],
  ["page_header", '<div class="page-header"><h1>{{ title | default: page.title | escape }}</h1></div>'],
  [
    "breadcrumbs",
    '<ul class="breadcrumb">{% for crumb in page.breadcrumbs %}<li><a href="{{ crumb.url | escape }}">{{ crumb.title | escape }}</a></li>{% endfor %}<li class="active">{{ title | default: page.title | escape }}</li></ul>',
  ],
  [
    "side_navigation",
    '<ul class="side-nav">{% for crumb in page.breadcrumbs %}<li><a href="{{ crumb.url | escape }}">{{ crumb.title | escape }}</a></li>{% endfor %}<li class="active">{{ page.title | escape }}<ul>{% for child in page.children %}<li><a href="{{ child.url | escape }}">{{ child.title | escape }}</a></li>{% endfor %}</ul></li></ul>',
  ],
  [
    "weblink_list_group",
    '{% assign weblink_set = weblinks[weblink_set_name] %}{% if weblink_set %}<div class="list-group">{% for link in weblink_set.weblinks %}<a class="list-group-item" href="{{ link.url | escape }}">{{ link.name | escape }}</a>{% endfor %}</div>{% endif %}',
  ],
  ["entity_list", entityList()],
  ["poll", renderPlaced("poll")],
  ["ad", renderPlaced("ad")],
  ["random_poll", renderPlacement("poll")],
  ["random_ad", renderPlacement("ad")],
  [
    "search",
    "{% assign search_page = sitemarkers['Search'] %}{% assign search_enabled = settings['search/enabled'] | boolean | default: true %}{% if search_enabled and search_page %}" +
      '<form method="get" action="{{ search_page.url | escape }}" role="search"><input class="form-control" type="text" name="q" value="{{ request.params.q }}" aria-label="{{ resx[\'Search_DefaultText\'] | escape }}"><button class="btn btn-default" type="submit">{{ resx[\'Search_DefaultText\'] | escape }}</button></form>{% endif %}',
  ],
  [
    "child_link_list_group",
    '{% if page.children.size > 0 %}<div class="list-group">{% for child in page.children %}<a class="list-group-item" href="{{ child.url | escape }}">{{ child.title | escape }}</a>{% endfor %}</div>{% endif %}',
  ],
  [
    "top_navigation",
    '{% assign primary_nav = primary_nav | default: weblinks["Primary Navigation"] %}{% if primary_nav %}<ul class="nav navbar-nav">{% for link in primary_nav.weblinks %}<li><a href="{{ link.url | escape }}">{{ link.name | escape }}</a></li>{% endfor %}</ul>{% endif %}',
  ],
  [
    "layout_1_column",
    wrapLayout('<div class="row"><div class="col-md-12">{% block main %}{% include \'page_copy\' %}{% endblock %}</div></div>'),
  ],
  [
    "layout_2_column_wide_left",
    wrapLayout(
      renderColumns([
        ["main", 8],
        ["aside", 4],
      ]),
    ),
  ],
  [
    "layout_2_column_wide_right",
    wrapLayout(
      renderColumns([
        ["aside", 4],
        ["main", 8],
      ]),
    ),
  ],
  [
    "layout_3_column_wide_middle",
    wrapLayout(
      renderColumns([
        ["left_aside", 3],
        ["main", 6],
        ["right_aside", 3],
      ]),
    ),
  ],
]);

/** The heading names the page; a site's blocks put their own last crumb and more of a title into it. */
function wrapLayout(columns: string): string {
  const crumbs =
    '<ul class="breadcrumb">{% for crumb in page.breadcrumbs %}<li><a href="{{ crumb.url | escape }}">{{ crumb.title | escape }}</a></li>{% endfor %}<li class="active">{% block activebreadcrumb %}{{ page.title | escape }}{% endblock %}</li></ul>';
  const heading = '<div class="page-header"><h1>{{ page.title | escape }}{% block title %}{% endblock %}</h1></div>';
  return `<div class="container"><div class="page-heading">${crumbs}${heading}</div>${columns}</div>`;
}

/** One of them by name, or one of a placement by chance. */
function renderPlaced(kind: "ad" | "poll"): string {
  const one = `{% assign chosen_${kind} = ${kind}s[${kind}_name] %}{% if chosen_${kind} %}<div class="${kind}" data-${kind}="{{ chosen_${kind}.name | escape }}"></div>{% endif %}`;
  return `{% if ${kind}_name %}${one}{% elsif ${kind}_placement_name %}{% include 'random_${kind}' name: ${kind}_placement_name %}{% endif %}`;
}

function renderPlacement(kind: "ad" | "poll"): string {
  return `{% unless placement %}{% if id %}{% assign placement = ${kind}s.placements[id] %}{% elsif name %}{% assign placement = ${kind}s.placements[name] %}{% endif %}{% endunless %}{% if placement %}<div class="${kind}" data-url="{{ placement.random_url | escape }}"></div>{% endif %}`;
}

function renderColumns(columns: readonly (readonly [block: string, width: number])[]): string {
  const cells = columns.map(
    ([block, width]) =>
      `<div class="col-md-${width}">{% block ${block} %}${block === "main" ? "{% include 'page_copy' %}" : ""}{% endblock %}</div>`,
  );
  return `<div class="row">${cells.join("")}</div>`;
}

/** A list with its search, filters, rows, and the ways to other pages and orders; query parameters are those of the documented list templates. */
function entityList(): string {
  const head =
    '{% for column in entityview.columns %}<th scope="col"{% if column.width %} style="width:{{ column.width }}px"{% endif %}>{% if column.sort_enabled %}{% assign sort = entityview.sort_expression | current_sort: column.logical_name %}' +
    "<a href=\"{% if sort == 'ASC' %}{{ request.path_and_query | add_query: 'order', column.sort_descending | escape }}{% else %}{{ request.path_and_query | add_query: 'order', column.sort_ascending | escape }}{% endif %}\">{{ column.name | escape }}</a>" +
    "{% else %}{{ column.name | escape }}{% endif %}</th>{% endfor %}";
  const cell =
    "{% assign cell = record[column.logical_name] %}{% case column.attribute_type %}{% when 'Lookup' %}{{ cell.name | escape }}" +
    "{% when 'Picklist' %}{{ cell.label | escape }}{% when 'State' %}{{ cell.label | escape }}{% when 'Status' %}{{ cell.label | escape }}{% else %}{{ cell | escape }}{% endcase %}";
  const page = (label: string, number: string): string =>
    `{% if ${number} %}<li{% if ${number} == entityview.page %} class="active"{% endif %}><a href="{{ request.path_and_query | add_query: 'page', ${number} | escape }}">${label}</a></li>{% endif %}`;
  const search =
    '{% if entitylist.search_enabled %}<form method="get" class="view-search entitylist-search">{% if params.view %}<input type="hidden" name="view" value="{{ params.view | escape }}">{% endif %}<input class="query form-control" name="search" value="{{ params.search | escape }}" placeholder="{{ entitylist.search_placeholder | escape }}" title="{{ entitylist.search_tooltip | escape }}" aria-label="{{ resx[\'Search_DefaultText\'] | escape }}"></form>{% endif %}';
  const option =
    '{% if option.type == "text" %}<input type="text" class="form-control" name="{{ filter.id | escape }}" value="{{ option.text | escape }}" aria-label="{{ filter.label | escape }}">' +
    '{% else %}<label><input type="{% if filter.selection_mode == "Single" %}radio{% else %}checkbox{% endif %}" name="{{ filter.id | escape }}" value="{{ option.id | escape }}"{% if option.checked %} checked{% endif %}> {{ option.label | escape }}</label>{% endif %}';
  const filters =
    '{% if entitylist.filter_enabled %}<div class="panel panel-default filter entitylist-filter" role="search">{% assign filters = entitylist | metafilters: params.mf, entityview %}' +
    `{% for filter in filters %}<fieldset class="entitylist-filter-option-group"><legend class="h4">{{ filter.label | escape }}</legend>{% for option in filter.options %}<div class="entitylist-filter-option">${option}</div>{% endfor %}</fieldset>{% endfor %}` +
    '<button type="button" class="btn btn-default btn-entitylist-filter-submit">{{ entitylist.filter_apply_label | default: "Apply" | escape }}</button></div>{% endif %}';
  const table =
    `{% if entityview.entity_permission_denied %}<div class="view-access-denied message"><div class="alert alert-block alert-danger">{{ resx['Access_Denied_No_Permissions_To_View_These_Records_Message'] | escape }}</div></div>` +
    `{% elsif entityview.records.size > 0 %}<div class="view-grid"><table class="table table-striped table-fluid"><thead><tr>${head}</tr></thead><tbody>{% for record in entityview.records %}<tr data-id="{{ record.id }}" data-entity="{{ record.logical_name }}">{% for column in entityview.columns %}<td data-attribute="{{ column.logical_name | escape }}">${cell}</td>{% endfor %}</tr>{% endfor %}</tbody></table></div>` +
    `{% if entityview.total_pages > 1 %}<div class="view-pagination" data-current-page="{{ entityview.page }}" data-pages="{{ entityview.total_pages }}" data-pagesize="{{ entityview.page_size }}"><ul class="pagination">${page("&lt;", "entityview.previous_page")}{% for number in entityview.pages %}${page("{{ number }}", "number")}{% endfor %}${page("&gt;", "entityview.next_page")}</ul></div>{% endif %}` +
    '{% else %}<div class="view-empty message">{{ entitylist.empty_list_text | escape }}</div>{% endif %}';
  const view =
    "entityview id: params.view, search: params.search, order: params.order, page: params.page, pagesize: params.pagesize, filter: params.filter, metafilter: params.mf";
  const script = "{% if entitylist.adx_registerstartupscript %}<script>{{ entitylist.adx_registerstartupscript }}</script>{% endif %}";
  return `{% entitylist key: key, id: id, name: name %}<div class="entity-grid entitylist">${search}{% ${view} %}${filters}${table}{% endentityview %}</div><script>${listScript}</script>${script}{% endentitylist %}`;
}
