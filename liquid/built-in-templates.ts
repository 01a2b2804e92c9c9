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
  [
    "entity_list",
    '{% entitylist key: key, id: id, name: name %}{% if entitylist %}{% entityview id: entitylist.views.first.id %}<table class="table"><thead><tr>{% for column in entityview.columns %}<th>{{ column.name | escape }}</th>{% endfor %}</tr></thead><tbody>{% for record in entityview.records %}<tr>{% for column in entityview.columns %}<td>{{ record[column.logical_name] | escape }}</td>{% endfor %}</tr>{% endfor %}</tbody></table>{% endentityview %}{% endif %}{% endentitylist %}',
  ],
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
