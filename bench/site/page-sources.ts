/** Templates of a page as stock sites have it, in the Liquid that our engine and liquidjs (with `editable` added) read alike. */
export const headerSource = `{% assign toggle_text = snippets["Header/Toggle Navigation"] | default: "Open the menu" | escape %}
<div class="skip-to-content"><a href="#mainContent">Skip to main content</a></div>
<header class="navbar navbar-expand-xl navbar-light static-top" role="banner">
  <div class="container">
    <div class="navbar-brand">{% editable snippets 'Mobile Header' type: 'html' %}</div>
    <button type="button" class="navbar-toggler collapsed" title="{{ toggle_text }}"><span class="visually-hidden">{{ toggle_text }}</span></button>
    {% assign primary_nav = weblinks["Bench Navigation"] %}
    {% if primary_nav %}
    <nav class="ms-auto menu-bar" data-weblinks-maxdepth="2">
      <ul class="nav navbar-nav weblinks">
      {% for link in primary_nav.weblinks %}
        {% assign sublinks = link.weblinks %}
        {% if sublinks.size > 0 %}
        <li class="nav-item weblink dropdown">
          <button type="button" class="nav-link dropdown-toggle" data-opens="menu-{{ forloop.index }}">{{ link.name | escape }}</button>
          <ul id="menu-{{ forloop.index }}" class="dropdown-menu">
          {% for sublink in sublinks %}
            <li><a class="dropdown-item" href="{{ sublink.url | escape }}">{{ sublink.name | escape }}</a></li>
          {% endfor %}
          </ul>
        </li>
        {% else %}
        <li class="nav-item weblink"><a class="nav-link" href="{{ link.url | escape }}"{% if link.open_in_new_window %} target="_blank"{% endif %}{% if link.tooltip %} title="{{ link.tooltip | escape }}"{% endif %}>{{ link.name | escape }}</a></li>
        {% endif %}
      {% endfor %}
      {% if settings['Bench/Search'] == 'true' %}
        <li class="nav-item dropdown"><button type="button" class="nav-link">{{ snippets["Header/Search/ToolTip"] | default: "Search" | escape }}</button>{% include 'Bench Search' %}</li>
      {% endif %}
      </ul>
    </nav>
    {% endif %}
  </div>
</header>
`;

export const searchSource = `<form class="search" method="get" action="/search"><label for="q">{{ snippets["Search/Title"] | default: "Search this site" | escape }}</label><input id="q" name="q" type="search"></form>
`;

export const footerSource = `<footer role="contentinfo"><div class="container">{% editable snippets 'Bench Footer' type: 'html' %}
{% assign footer_nav = weblinks["Bench Navigation"] %}<ul>{% for link in footer_nav.weblinks %}<li><a href="{{ link.url | escape }}">{{ link.name | upcase | escape }}</a></li>{% endfor %}</ul></div></footer>
`;

export const pageSource = `<main id="mainContent" class="container">
<nav aria-label="breadcrumb"><ol>{% for crumb in page.breadcrumbs %}<li><a href="{{ crumb.url | escape }}">{{ crumb.title | escape }}</a></li>{% endfor %}<li class="active">{{ page.title | escape }}</li></ol></nav>
<h1>{{ page.title | escape }}</h1>
{% assign shown = 0 %}
<div class="cards">
{% for link in weblinks["Bench Navigation"].weblinks %}
  {% include 'Bench Card' %}
  {% assign shown = shown | plus: 1 %}
{% endfor %}
</div>
{% if shown > 0 %}<p>{{ shown }} of {{ weblinks["Bench Navigation"].weblinks.size }}</p>{% else %}<p>{{ snippets["Bench/Nothing"] | default: "Nothing to show" }}</p>{% endif %}
{% capture note %}<small>{{ page.title | downcase | replace: " ", "-" | truncate: 40 }}</small>{% endcapture %}{{ note }}
{% editable page 'adx_copy' type: 'html', liquid: true %}
</main>
`;

export const cardSource = `<article class="card{% if link.open_in_new_window %} card-external{% endif %}"><h2>{{ link.name | escape }}</h2>{% if link.tooltip %}<p>{{ link.tooltip | escape | truncate: 60 }}</p>{% endif %}<a href="{{ link.url | escape }}">{{ snippets["Bench/More"] | default: "More" }}</a></article>
`;

/** A page's copy, with Liquid in it as authors write it. */
export const renderCopy = (subject: string): string =>
  `<section><h2>{{ page.title | escape }}: what to know</h2>\n${`<p>All about ${subject}, at length, for whoever wants to read it on the site of {{ website.name | escape }}.</p>\n`.repeat(6)}{% include 'Bench Search' %}</section>\n`;

/** What `include` finds in these. */
export const includedSources: Readonly<Record<string, string>> = { "Bench Search": searchSource, "Bench Card": cardSource };
