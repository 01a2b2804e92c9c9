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
  [
    "poll",
    '{% assign poll_placement = polls.placements[poll_placement_name] %}{% if poll_placement %}<div class="poll" data-poll="{{ poll_placement.name | escape }}"></div>{% endif %}',
  ],
  [
    "ad",
    '{% assign ad_placement = ads.placements[ad_placement_name] %}{% if ad_placement %}<div class="ad" data-ad="{{ ad_placement.name | escape }}"></div>{% endif %}',
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
        ["left", 3],
        ["main", 6],
        ["right", 3],
      ]),
    ),
  ],
]);

function wrapLayout(columns: string): string {
  return `<div class="container">{% block breadcrumbs %}{% include 'breadcrumbs' %}{% endblock %}{% block title %}{% include 'page_header' %}{% endblock %}${columns}{% block bottom %}{% endblock %}</div>`;
}

function renderColumns(columns: readonly (readonly [block: string, width: number])[]): string {
  const cells = columns.map(
    ([block, width]) =>
      `<div class="col-md-${width}">{% block ${block} %}${block === "main" ? "{% include 'page_copy' %}" : ""}{% endblock %}</div>`,
  );
  return `<div class="row">${cells.join("")}</div>`;
}

/** A list with its search, its rows, and the ways to other pages and orders; query parameters are those of the documented list templates. */
function entityList(): string {
  const head =
    "{% for column in entityview.columns %}<th>{% if column.sort_enabled %}{% assign sort = entityview.sort_expression | current_sort: column.logical_name %}" +
    "<a href=\"{% if sort == 'ASC' %}{{ request.path_and_query | add_query: 'order', column.sort_descending | escape }}{% else %}{{ request.path_and_query | add_query: 'order', column.sort_ascending | escape }}{% endif %}\">{{ column.name | escape }}</a>" +
    "{% else %}{{ column.name | escape }}{% endif %}</th>{% endfor %}";
  const cell =
    "{% assign cell = record[column.logical_name] %}{% case column.attribute_type %}{% when 'Lookup' %}{{ cell.name | escape }}" +
    "{% when 'Picklist' %}{{ cell.label | escape }}{% when 'State' %}{{ cell.label | escape }}{% when 'Status' %}{{ cell.label | escape }}{% else %}{{ cell | escape }}{% endcase %}";
  const page = (label: string, number: string): string =>
    `{% if ${number} %}<li><a href="{{ request.path_and_query | add_query: 'page', ${number} | escape }}">${label}</a></li>{% endif %}`;
  const search =
    '{% if entitylist.search_enabled %}<form method="get"><input class="form-control" name="search" value="{{ params.search | escape }}" placeholder="{{ entitylist.search_placeholder | escape }}" title="{{ entitylist.search_tooltip | escape }}"></form>{% endif %}';
  const table =
    `{% if entityview.entity_permission_denied %}<div class="alert alert-danger">{{ resx['Access_Denied_No_Permissions_To_View_These_Records_Message'] | escape }}</div>` +
    `{% elsif entityview.records.size > 0 %}<table class="table"><thead><tr>${head}</tr></thead><tbody>{% for record in entityview.records %}<tr>{% for column in entityview.columns %}<td>${cell}</td>{% endfor %}</tr>{% endfor %}</tbody></table>` +
    `{% if entityview.total_pages > 1 %}<ul class="pagination">${page("&lt;", "entityview.previous_page")}{% for number in entityview.pages %}${page("{{ number }}", "number")}{% endfor %}${page("&gt;", "entityview.next_page")}</ul>{% endif %}` +
    "{% else %}<div>{{ entitylist.empty_list_text | escape }}</div>{% endif %}";
  const view =
    "entityview id: params.view, search: params.search, order: params.order, page: params.page, pagesize: params.pagesize, filter: params.filter, metafilter: params.mf";
  return `{% entitylist key: key, id: id, name: name %}<div class="entitylist">${search}{% ${view} %}${table}{% endentityview %}</div>{% endentitylist %}`;
}
