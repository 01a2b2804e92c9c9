import { cachedPerPage } from "../../../pac-deploy/checks/liquid/cached-per-page.ts";
import { formMissing } from "../../../pac-deploy/checks/liquid/form-missing.ts";
import { formTwice } from "../../../pac-deploy/checks/liquid/form-twice.ts";
import { includeCircular } from "../../../pac-deploy/checks/liquid/include-circular.ts";
import { includeMissing } from "../../../pac-deploy/checks/liquid/include-missing.ts";
import { liquidBraces } from "../../../pac-deploy/checks/liquid/liquid-braces.ts";
import { liquidCondition } from "../../../pac-deploy/checks/liquid/liquid-condition.ts";
import { liquidIgnored } from "../../../pac-deploy/checks/liquid/liquid-ignored.ts";
import { liquidNameMissing } from "../../../pac-deploy/checks/liquid/liquid-name-missing.ts";
import { liquidSyntax } from "../../../pac-deploy/checks/liquid/liquid-syntax.ts";
import { liquidUnknownFilter } from "../../../pac-deploy/checks/liquid/liquid-unknown-filter.ts";
import { liquidUnknownObject } from "../../../pac-deploy/checks/liquid/liquid-unknown-object.ts";
import { outputInScript } from "../../../pac-deploy/checks/liquid/output-in-script.ts";
import { outputInUrl } from "../../../pac-deploy/checks/liquid/output-in-url.ts";
import { outputUnescaped } from "../../../pac-deploy/checks/liquid/output-unescaped.ts";
import { outputUnquoted } from "../../../pac-deploy/checks/liquid/output-unquoted.ts";
import { queryInLoop } from "../../../pac-deploy/checks/liquid/query-in-loop.ts";
import { substitutionOuterVariable } from "../../../pac-deploy/checks/liquid/substitution-outer-variable.ts";
import type { Check } from "../../../pac-deploy/checks/check.ts";
import { footer, header, headBottom } from "./checked-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";

const copy = "web-pages/home/content-pages/Home.en-US.webpage.copy.html";
const pageScript = "web-pages/home/content-pages/Home.en-US.webpage.custom_javascript.js";
const pageStyle = "web-pages/home/content-pages/Home.en-US.webpage.custom_css.css";
const rootCopy = "web-pages/home/Home.webpage.copy.html";
const one = "web-templates/one/One.webtemplate.source.html";
const two = "web-templates/two/Two.webtemplate.source.html";
const oneId = "0a000000-0000-4000-8000-000000000001";
const twoId = "0a000000-0000-4000-8000-000000000002";

/** Files of a web template. */
const template = (name: "One" | "Two", text: string, more = ""): Record<string, string> => ({
  [`web-templates/${name.toLowerCase()}/${name}.webtemplate.yml`]: `${more}adx_name: ${name}\nadx_webtemplateid: ${name === "One" ? oneId : twoId}\n`,
  [name === "One" ? one : two]: text,
});

/** Files of a basic form. */
const form = (name: string, more = ""): Record<string, string> => ({
  [`basic-forms/${name}/${name}.basicform.yml`]: `adx_entityformid: 0a000000-0000-4000-8000-000000000003\nadx_entityname: contact\nadx_name: ${name}\n${more}`,
});

const settings = (name: string, value: string): Record<string, string> => ({
  "sitesetting.yml": `- adx_name: ${name}\n  adx_sitesettingid: 0a000000-0000-4000-8000-000000000004\n  adx_value: ${value}\n`,
});

/** Rows of a table that anonymous visitors of the starter may create. */
const feedback = '{% fetchxml f %}<fetch><entity name="feedback"><attribute name="title"></attribute></entity></fetch>{% endfetchxml %}';
const contacts = feedback.replace("feedback", "contact");

const found = (check: Check, what: string, text: string, message?: RegExp, path = copy, line = 1): FindCase => ({
  check,
  what,
  texts: { [path]: text },
  places: [[path, line]],
  ...(message === undefined ? {} : { message }),
});
const quiet = (check: Check, what: string, text: string, path = copy): CheckCase => ({ check, what, texts: { [path]: text } });

const lookUp = (operator: string, name = "id"): string =>
  `{% fetchxml q %}<fetch><entity name="contact"><filter><condition attribute="contactid" operator="${operator}" value="{{ ${name} }}" /></filter></entity></fetch>{% endfetchxml %}{% assign rows = q.results.entities %}`;
const lookedUp = (operator: string, name?: string): string => `{% assign id = params.id %}${lookUp(operator, name)}`;
const goTo = "<a onclick=\"go('{{ id }}')\">x</a>";
const certain = /browser decodes onclick/;

const finds: readonly FindCase[] = [
  found(liquidSyntax, "a tag that is not closed", "\n{% if user %}", /"if" was never closed.*in place of the copy/, copy, 2),
  found(liquidSyntax, "a tag of another engine", "{% render 'x' %}", /Unknown tag "render"/),
  found(liquidSyntax, "an operator of another language", "{% if a === b %}{% endif %}", /Unknown operator/),
  found(liquidSyntax, "an output in a script that lacks a brace", "let a = '{{ user.id }';", /not properly terminated/, pageScript),
  {
    what: "a template that no page uses, and says so",
    check: liquidSyntax,
    texts: template("One", "<!-- {% extends 'Two' %}"),
    places: [[one, 1]],
    message: /in place of the web template "One"\. \(No page of the site uses this web template\.\)$/,
  },
  found(liquidSyntax, "else in a loop", "{% for a in b %}{% else %}{% endfor %}"),

  found(
    liquidBraces,
    "handlebars in a template for the browser",
    '<script type="text/x-handlebars">\n{{#each a}}</script>',
    /raw/,
    copy,
    2,
  ),
  found(liquidBraces, "an object in a template literal", "let a = `x\n${{ b: 1 }}`;", /prints nothing/, pageScript, 2),
  found(liquidBraces, "minified code that ends no output", "function f(){if(a){{b()}return 1}}", /shows an error/, pageScript),
  found(liquidBraces, "a block of Handlebars in the text of a page", "<p>{{#if ready}}x{{/if}}</p>"),

  found(liquidUnknownFilter, "json", "{{ user | json }}", /no filter for JSON/),
  found(liquidUnknownFilter, "one filter twice, once", "{{ a | raw }}\n{{ b | raw }}", /2 places/),
  found(liquidUnknownFilter, "one of another shop", "{{ a | money }}"),

  found(liquidIgnored, "words after a value", "{% assign a = b > 0 %}", /"> 0" after a value/),
  found(liquidIgnored, "a filter in a condition", "{% if a | downcase == 'b' %}{% endif %}", /Assign the filtered value/),
  found(liquidIgnored, "a tag written as an output", '{{ assign a = "b" }}', /Write \{% assign … %\}/),
  found(liquidIgnored, "a comparison in an assignment", "{% assign a = b contains 'c' %}", /into \{% if %\}/),
  found(liquidIgnored, "a comparison too many", "{% if a == b == 'c' %}{% endif %}", /"== 'c'" in a condition.*join several/),
  found(
    liquidIgnored,
    "operators that an editor encoded, once",
    "{% if a &gt;= b and a &lt; c %}{% elsif a &gt; d %}{% endif %}",
    /^&lt; is no operator to the portal, .*write < itself.* \(3 places in this file\)$/,
  ),
  found(liquidIgnored, "an encoded operator of two characters", "{% if a &gt;= b %}{% endif %}", /write >= itself/),
  found(liquidIgnored, "&&, once", "{% if a && b %}{% endif %}{% if a && c %}{% endif %}", /^"&& b".*by the word and\. \(2 places/),
  found(liquidIgnored, "a condition behind a comment of HTML", "<!-- a -->\n<p>{% if a && b %}{% endif %}", /"&& b"/, copy, 2),
  found(liquidIgnored, "||", "{% if a || b %}{% endif %}", /by the word or\.$/),
  {
    what: "operators without blanks, which nobody can be sure of, once for the site",
    check: liquidIgnored,
    texts: { ...template("One", "{% if a=='b' %}{% endif %}"), [copy]: "{% if a== 'b' %}{% endif %}{% if b!='c' %}{% endif %}" },
    places: [[one, 1]],
    message: /"a=='b'" may be one name/,
  },
  found(liquidIgnored, "escaped quotes, once", "{{ snippets[\\'a\\'] }}{{ snippets[\\'b\\'] }}", /2 places/),
  found(liquidIgnored, "a negation", "{% if !user %}{% endif %}", /negates nothing/),
  found(liquidIgnored, "formats of strftime", "{{ a | date: '%Y' }}", /NET formats/),
  found(liquidIgnored, "strftime's minutes beside others", "{{ a | date: '%H:%M' }}", /not '%H:%M'\.$/),
  found(liquidIgnored, "False, where nil may be meant", "{% if user == False %}{% endif %}", /write false, or nil/),
  found(liquidIgnored, "True", "{% if a == True %}{% endif %}", /write true/),
  {
    what: "encoding in conditions once for the site",
    check: liquidIgnored,
    texts: {
      [copy]: "{% if a | escape %}{% endif %}",
      [one]: "{% if b | escape %}{% endif %}",
      ...template("One", "{% if b | escape %}{% endif %}"),
    },
    places: [[one, 1]],
    message: /only encodes/,
  },

  found(liquidCondition, "parentheses that matter", "{% if (a or b) and c %}{% endif %}", /reads this condition as a or \(b and c\)/),
  found(liquidCondition, "and before or", "{% if a and b or c %}{% endif %}", /is a and \(b or c\)/),
  found(liquidCondition, "what is always true", "{% if a != 'x' or a != 'y' %}{% endif %}", /always true.*"and"/),
  found(liquidCondition, "what is never true", "{% if a == 1 and a == 2 %}{% endif %}", /never true/),

  found(liquidUnknownObject, "a letter too few", "{{ snippet['a'] }}", /"snippets"/),
  found(liquidUnknownObject, "letters changed about", "{{ reqeust.params.q }}", /"request"/),
  found(liquidUnknownObject, "a letter too many, once", "{{ settingss['a'] }}{{ settingss['b'] }}"),

  found(includeMissing, "a name that nothing has", "{% include 'Nothing' %}", /no web template "Nothing".*shows an error/),
  found(includeMissing, "a layout that nothing has", "{% extends 'No Layout' %}", /instead of its layout/),
  found(includeMissing, "one in a condition", "{% if user %}{% include 'Nothing' %}{% endif %}", /as soon as/),
  found(includeMissing, "one that the portal may bring", "{% include 'knowledge_search' %}", /not known/),
  {
    what: "an inactive template",
    check: includeMissing,
    texts: { ...template("One", "x", "statecode: 1\n"), [copy]: "{% include 'one' %}" },
    places: [[copy, 1]],
    message: /inactive/,
  },

  {
    what: "one that includes itself",
    check: includeCircular,
    texts: template("One", "a\n{% include 'One' %}"),
    places: [[one, 2]],
    message: /"One" → "One"/,
  },
  {
    what: "two that include each other, once",
    check: includeCircular,
    texts: { ...template("One", "{% include 'two' %}"), ...template("Two", "{% include 'One' %}") },
    places: [[one, 1]],
    message: /"One" → "Two" → "One"/,
  },
  {
    what: "a layout that extends itself by way of another",
    check: includeCircular,
    texts: { ...template("One", "{% extends 'Two' %}"), ...template("Two", "{% extends 'One' %}") },
    places: [[one, 1]],
  },

  found(
    liquidNameMissing,
    "a link to no marker",
    "<a href=\"{{ sitemarkers['Nowhere'].url }}\">",
    /site marker "Nowhere".*address is empty/,
  ),
  found(liquidNameMissing, "a snippet that is not there, once", "{{ snippets['No'] }}\n{{ snippets['No'] }}", /2 places/),
  found(liquidNameMissing, "links of no set", "{% for a in weblinks['No'].weblinks %}{% endfor %}", /no link is shown/),
  found(liquidNameMissing, "a setting", "{{ settings.No }}"),

  {
    what: "a name that no form has",
    check: formMissing,
    texts: { ...form("Contact us"), [copy]: "{% entityform name: 'Contact' %}" },
    places: [[copy, 1]],
    message: /no basic form named "Contact"/,
  },
  {
    what: "an inactive form",
    check: formMissing,
    texts: { ...form("Contact us", "statecode: 1\n"), [copy]: "{% entityform name: 'Contact us' %}" },
    places: [[copy, 1]],
    message: /inactive/,
  },
  found(formMissing, "a site without any form, once", "{% entityform name: 'A' %}{% entityform name: 'B' %}", /nobody can say/),
  found(formMissing, "a form that is not named", "{% webform name: '' %}", /names no multistep form/),
  {
    what: "a form behind one that is commented out",
    check: formMissing,
    texts: { ...form("Contact us"), [copy]: "<!-- {% entityform name: 'A' %} -->\n{% entityform name: 'B' %}" },
    places: [[copy, 2]],
    message: /named "B"/,
  },

  found(formTwice, "two basic forms", "{% entityform name: 'A' %}\n{% entityform name: 'B' %}", /second form/, copy, 2),
  found(formTwice, "one of each kind", "{% entityform name: 'A' %}{% webform name: 'B' %}"),
  found(formTwice, "three, once", "{% webform name: 'A' %}{% webform name: 'B' %}\n{% webform name: 'C' %}"),

  found(
    queryInLoop,
    "a query in a loop",
    "{% for a in b %}\n{% fetchxml c %}<fetch></fetch>{% endfetchxml %}{% endfor %}",
    /once for each item/,
    copy,
    2,
  ),
  found(queryInLoop, "rows by id in a loop", "{% for a in b %}{{ entities.contact[a.id].fullname }}{% endfor %}"),
  found(queryInLoop, "both, once", `{% for a in b %}{{ entities['contact'][a] }}${feedback}{% endfor %}`, /1 more/),

  found(cachedPerPage, "the page in a header", "\n<b>{{ page.title }}</b>", /page\.title: the output of the header is cached/, header, 2),
  found(cachedPerPage, "the address in a condition of a footer", "{% if request.path == '/' %}x{% endif %}", /footer/, footer),
  found(cachedPerPage, "a plain sign-in address", '<a href="{{ website.sign_in_url }}">', /sign_in_url_substitution/, header),
  found(
    cachedPerPage,
    "a variable of the page that is used",
    "{% assign at = request.path %}{% if at == '/' %}x{% endif %}",
    undefined,
    header,
  ),
  found(cachedPerPage, "the time of day", "{{ now | date: 'HH:mm' }}", undefined, footer),
  {
    what: "what a header includes",
    check: cachedPerPage,
    texts: { ...template("One", "{{ page.url }}"), [header]: "{% include 'One' %}" },
    places: [[one, 1]],
    message: /header, which includes the web template "One", is cached/,
  },
  {
    what: "a snippet in a header",
    check: cachedPerPage,
    texts: { [header]: "{% editable snippets 'Head/Bottom' %}", [headBottom]: "{{ page.title }}" },
    places: [[headBottom, 1]],
    message: /content snippet "Head\/Bottom"/,
  },

  found(
    substitutionOuterVariable,
    "a variable from outside",
    "{% assign a = 1 %}\n{% substitution %}{{ a }}{% endsubstitution %}",
    /"a" is assigned outside/,
    header,
    2,
  ),
  found(
    substitutionOuterVariable,
    "one of a loop, once",
    "{% for l in b %}{% endfor %}{% substitution %}{% if l.x %}{{ l.y }}{% endif %}{% endsubstitution %}",
    undefined,
    header,
  ),
  {
    what: "a parameter of its template",
    check: substitutionOuterVariable,
    texts: { ...template("One", "{% substitution %}{{ kind }}{% endsubstitution %}"), [header]: "{% include 'One' kind: 'a' %}" },
    places: [[one, 1]],
  },

  {
    what: "the address where encoding is off",
    check: outputUnescaped,
    texts: { ...settings("Site/EnableDefaultHtmlEncoding", "False"), [copy]: "<p>{{ request.params['q'] }}</p>" },
    places: [[copy, 1]],
    message: /Site\/EnableDefaultHtmlEncoding is off/,
  },
  found(
    outputUnescaped,
    "rows that visitors write",
    `${feedback}{% for a in f.results.entities %}\n<p>{{ a.title }}</p>{% endfor %}`,
    /table feedback/,
    copy,
    2,
  ),
  found(
    outputUnescaped,
    "a row by way of a variable",
    `${feedback}{% assign t = f.results.entities[0].title %}<p title="{{ t }}">`,
    /t \(f\.results/,
  ),
  found(outputUnescaped, "Liquid of the address", "{{ request.params.q | liquid }}", /own Liquid runs/),
  found(
    outputUnescaped,
    "rather the place in the page than the one in a query",
    `${lookedUp("like")}\n<p>{{ id }}</p>`,
    /one of 2 such outputs/,
    copy,
    2,
  ),
  found(outputUnescaped, "the address by way of a variable", "{% assign q = params.q %}<p>{{ q }}</p>", /not documented/),

  found(outputUnquoted, "a value without quotes", "<input value={{ request.params.q }}>", /value="/),
  found(outputUnquoted, "an attribute of the address", "<div {{ params.more }}>"),
  found(outputUnquoted, "one that is encoded", "<input value={{ params.q | escape }}>"),

  found(outputInUrl, "a link of the address", '<a href="{{ request.params.returnurl }}">', /javascript:/),
  found(outputInUrl, "a form's action", "{% assign to = params.to %}<form action='{{ to | escape }}'>"),
  found(outputInUrl, "an image with a default", '<img src="{{ params.image | default: "/a.png" }}">'),

  found(outputInScript, "a value as code", "<script>\nlet a = {{ request.params.id }};</script>", /is code itself/, copy, 2),
  found(outputInScript, "a string of a script", 'let a = "{{ params.id | escape }}";', /backslash/, pageScript),
  found(outputInScript, "two strings of a line", "let a = '{{ params.a }}', b = '{{ params.b }}';", /more than once in a line/, pageScript),
  found(outputInScript, "a template literal", "let a = `{{ params.a }}`;", undefined, pageScript),
  found(outputInScript, "an attribute that is run", "<a onclick=\"go('{{ params.a | escape }}')\">", /decodes onclick/),
  found(outputInScript, "a name of the visitor", "let a = '{{ user.fullname }}';", /O&#39;Brien/, pageScript),
  found(
    outputInScript,
    "rows that visitors write",
    `<script>${feedback}\nlet a = "{{ f.results.entities[0].title }}";</script>`,
    /table feedback/,
    copy,
    2,
  ),
  found(outputInScript, "the page that a link asks for", "let a = {{ params.page }};", /is code itself/, pageScript),
  found(
    outputInScript,
    "a condition that lists nothing",
    "{% if params.a != 'b' %}let a = '{{ params.a }}';{% endif %}",
    undefined,
    pageScript,
  ),
  found(
    outputInScript,
    "what one condition of two lists",
    "{% if params.a == 'b' or params.c %}let a = '{{ params.a }}';{% endif %}",
    undefined,
    pageScript,
  ),
  found(
    outputInScript,
    "the branch that the list leaves over",
    "{% if params.a == 'b' %}{% else %}let a = '{{ params.a }}';{% endif %}",
    undefined,
    pageScript,
  ),
  found(
    outputInScript,
    "another value than the one that is compared",
    "{% assign a = params.a %}{% if a == 'b' %}{% assign a = params.c %}let a = '{{ a }}';{% endif %}",
    /params\.c/,
    pageScript,
  ),
  found(
    outputInScript,
    "another row than the one that is compared",
    `${feedback}{% assign r = f.results.entities[0] %}{% if r.title == 'b' %}{% assign r = f.results.entities[1] %}let a = '{{ r.title }}';{% endif %}`,
    /r\.title/,
    pageScript,
  ),
  found(
    outputInScript,
    "a list of the visitor's own",
    "{% if params.list contains params.a %}let a = '{{ params.a }}';{% endif %}",
    undefined,
    pageScript,
  ),
  found(
    outputInScript,
    "a comparison that a filter hides from the portal",
    "{% if params.a | downcase == 'b' %}let a = '{{ params.a }}';{% endif %}",
    undefined,
    pageScript,
  ),
  found(
    outputInScript,
    "a default for one branch of two",
    "{% assign a = params.a %}{% if a != 'b' %}{% assign a = 'b' %}{% elsif c %}{% endif %}let a = '{{ a }}';",
    undefined,
    pageScript,
  ),
  {
    what: "an id that a query in an included template has looked up, of which nobody can be sure",
    check: outputInScript,
    texts: {
      ...template("One", lookUp("eq")),
      [copy]: `{% assign id = params.id %}{% include 'One' %}{% if rows.size > 0 %}${goTo}{% endif %}`,
    },
    places: [[copy, 1]],
    message: /only where a query for it finds rows/,
  },
  found(
    outputInScript,
    "one looked up beside it, outside of the branch",
    `${lookedUp("eq")}{% if rows.size > 0 %}{% endif %}${goTo}`,
    certain,
  ),
  found(outputInScript, "where nothing was found", `${lookedUp("eq")}{% if rows.size > 0 %}{% else %}${goTo}{% endif %}`, certain),
  found(outputInScript, "where there must be no rows", `${lookedUp("eq")}{% if rows.size == 0 %}${goTo}{% endif %}`, certain),
  found(outputInScript, "a query that takes anything", `${lookedUp("like")}{% if rows.size > 0 %}${goTo}{% endif %}`, certain),
  found(
    outputInScript,
    "rows of a query for something else",
    `${lookedUp("eq", "other")}{% if rows.size > 0 %}${goTo}{% endif %}`,
    certain,
  ),
  {
    what: "a script of a template that no page uses, and says so",
    check: outputInScript,
    texts: template("One", "<script>let a = {{ params.a }};</script>"),
    places: [[one, 1]],
    message: /\(No page of the site uses this web template\.\)$/,
  },
  {
    what: "a template that is included in a script",
    check: outputInScript,
    texts: { ...template("One", "let a = '{{ params.a }}';"), [copy]: "<script>{% include 'One' %}</script>" },
    places: [[one, 1]],
  },
];

const silent: readonly CheckCase[] = [
  quiet(liquidSyntax, "elseif, as stock templates have it", "{% if a %}{% elseif b %}{% endif %}"),
  quiet(liquidSyntax, "braces in raw", "{% raw %}{% if %}{{ }{% endraw %}"),
  quiet(liquidSyntax, "minified code, which is told as braces", "function f(){if(a){{b()}return 1}}", pageScript),
  quiet(liquidSyntax, "a filter that is not known", "{{ a | json }}"),
  quiet(liquidSyntax, "a root page's copy, which nobody sees", "{% if %}", rootCopy),

  quiet(liquidBraces, "handlebars in raw", "{% raw %}{{#each a}}{{/each}}{% endraw %}"),
  quiet(liquidBraces, "outputs in a script", "let a = '{{ user.id }}', b = {{ settings['a'] | default: 1 }};", pageScript),
  quiet(liquidBraces, "names of Vue in the text of a page, which may be Liquid", "<p>{{ item.name }}</p>"),
  quiet(liquidBraces, "nested braces apart", "a { b: { } }\n@media x { .c { } }", pageStyle),

  quiet(liquidUnknownFilter, "filters of the portal", "{{ a | h | add_query: 'b', 'c' | date_to_iso8601 }}"),
  quiet(liquidUnknownFilter, "a bar in quotes", "{{ a | default: 'b | json' }}"),
  quiet(liquidUnknownFilter, "a comment", "{% comment %}{{ a | json }}{% endcomment %}"),

  quiet(liquidIgnored, "a condition in a comment of HTML", "<!-- <td>{% if a && b %}{{ c }}{% endif %}</td> -->"),
  quiet(liquidIgnored, "encoded characters in a value", "{% if a == '&gt;= b' %}{% endif %}"),
  quiet(liquidIgnored, "a comparison", "{% if a == 'b' and c != null %}{% endif %}"),
  quiet(liquidIgnored, "an include without commas", "{% include 'Snippet' snippet_name:'a' b:c %}"),
  quiet(liquidIgnored, "formats of .NET", "{{ now | date: 'yyyy-MM-dd' }}"),
  quiet(liquidIgnored, "a format of one letter as .NET has it", "{% assign month = now | date: '%M' | integer %}"),

  quiet(liquidCondition, "parentheses that change nothing", "{% if a and (b or c) %}{% endif %}"),
  quiet(liquidCondition, "or before and, which everybody reads alike", "{% if a or b and c %}{% endif %}"),
  quiet(liquidCondition, "the same comparison on both sides", "{% if a and b or a and c %}{% endif %}"),
  quiet(liquidCondition, "words in quotes", "{% if a == 'x and y' or b == 'z' %}{% endif %}"),
  quiet(liquidCondition, "two names compared with one value", "{% if a != 'x' or b != 'x' %}{% endif %}"),

  quiet(liquidUnknownObject, "a variable of a like name", "{% assign setting = settings['a'] %}{{ setting.size }}"),
  {
    what: "one that another text assigns",
    check: liquidUnknownObject,
    texts: { ...template("One", "{% assign users = b %}"), [copy]: "{{ users.size }}" },
  },
  quiet(liquidUnknownObject, "a poll of the stock template", "{{ poll.name }}"),
  quiet(liquidUnknownObject, "any other name", "{{ invoice.total }}{{ snippet }}"),

  { what: "a template by another case", check: includeMissing, texts: { ...template("One", "x"), [copy]: "{% include 'ONE' %}" } },
  quiet(includeMissing, "what the portal brings along", "{% include 'page_copy' %}{% include 'Side Navigation' %}"),
  quiet(includeMissing, "a name that a variable holds", "{% include name %}"),
  { what: "a template that nothing uses", check: includeMissing, texts: template("One", "{% include 'Nothing' %}") },

  { what: "a tree that ends", check: includeCircular, texts: template("One", "{% if a %}{% include 'One' %}{% endif %}") },
  {
    what: "a template included twice",
    check: includeCircular,
    texts: { ...template("One", "{% include 'Two' %}{% include 'Two' %}"), ...template("Two", "x") },
  },
  {
    what: "a layout whose block includes who extends it",
    check: includeCircular,
    texts: { ...template("One", "{% extends 'Two' %}"), ...template("Two", "{% block a %}{% include 'One' %}{% endblock %}") },
  },

  quiet(liquidNameMissing, "a default", "{{ snippets['No'] | default: 'x' }}{% editable snippets 'No' %}"),
  quiet(liquidNameMissing, "what a condition looks at", "{% if sitemarkers['No'] %}{{ sitemarkers['No'].url }}{% endif %}"),
  quiet(liquidNameMissing, "names by another case", "{{ sitemarkers['HOME'].url }}{{ snippets['mobile header'] }}"),
  quiet(liquidNameMissing, "a name of a variable", "{{ snippets[name] }}{% assign a = weblinks['No'] %}"),

  {
    what: "a form by name, in another case",
    check: formMissing,
    texts: { ...form("Contact us"), [copy]: "{% entityform name: 'contact US' %}" },
  },
  {
    what: "a form by id",
    check: formMissing,
    texts: { ...form("Contact us"), [copy]: '{% entityform id: "{0A000000-0000-4000-8000-000000000003}" %}' },
  },
  {
    what: "a form in a comment of HTML",
    check: formMissing,
    texts: { ...form("Contact us"), [copy]: "<div><!-- {% entityform name: 'Delete' %}\n{% webform name: '' %} --></div>" },
  },
  quiet(formMissing, "a form that a variable names", "{% entityform name: page.form %}{% webform id: page.adx_webform.id %}"),

  quiet(formTwice, "one form", "{% entityform name: 'A' %}{% entitylist name: 'B' %}{% endentitylist %}"),
  quiet(formTwice, "one or the other", "{% if a %}{% entityform name: 'A' %}{% else %}{% entityform name: 'B' %}{% endif %}"),
  quiet(formTwice, "one in a comment of HTML", "{% entityform name: 'A' %}<!-- {% entityform name: 'B' %} -->"),
  quiet(formTwice, "one that is commented out", "{% entityform name: 'A' %}{% comment %}{% webform name: 'B' %}{% endcomment %}"),

  quiet(queryInLoop, "a query before a loop", `${feedback}{% for a in f.results.entities %}{{ a.title | escape }}{% endfor %}`),
  quiet(queryInLoop, "a query after a loop", `{% for a in b %}{% endfor %}${feedback}`),
  quiet(queryInLoop, "one row by id", "{{ entities.contact[user.id].fullname }}{% for a in b %}{{ a.entities }}{% endfor %}"),

  quiet(cachedPerPage, "what stands in substitution", "{% substitution %}{{ page.title }}{% endsubstitution %}", header),
  quiet(cachedPerPage, "the visitor", "{% if user %}{{ user.fullname }}{{ website.sign_out_url_substitution }}{% endif %}", header),
  quiet(cachedPerPage, "the year", "© {{ now | date: 'yyyy' }}", footer),
  quiet(cachedPerPage, "a page of a loop", "{% for page in pages %}{{ page.url }}{% endfor %}", header),
  quiet(cachedPerPage, "the page in a page", "{{ page.title }}{{ request.url }}"),
  {
    what: "a header that is not cached",
    check: cachedPerPage,
    texts: { ...settings("Header/OutputCache/Enabled", "False"), [header]: "{{ page.title }}" },
  },
  quiet(cachedPerPage, "the languages of a page", "{% for l in page.languages %}{{ l.url_substitution }}{% endfor %}", header),

  quiet(
    substitutionOuterVariable,
    "one assigned inside",
    "{% assign a = 1 %}{% substitution %}{% assign a = 2 %}{{ a }}{% endsubstitution %}",
    header,
  ),
  quiet(
    substitutionOuterVariable,
    "objects of the page",
    "{% substitution %}{{ page.title }}{{ user.fullname }}{% endsubstitution %}",
    header,
  ),
  {
    what: "one assigned in what the hole includes",
    check: substitutionOuterVariable,
    texts: {
      ...template("One", "{% assign a = 1 %}"),
      [header]: "{% assign a = 0 %}{% substitution %}{% include 'One' %}{{ a }}{% endsubstitution %}",
    },
  },
  quiet(substitutionOuterVariable, "a page, which is not cached", "{% assign a = 1 %}{% substitution %}{{ a }}{% endsubstitution %}"),

  quiet(outputUnescaped, "the address, which is encoded", "<p>{{ request.params['q'] }}</p><input value=\"{{ params.q }}\">"),
  quiet(
    outputUnescaped,
    "rows that are escaped",
    `${feedback}{% for a in f.results.entities %}{{ a.title | escape }}{{ a.createdon }}{{ a.feedbackid }}{% endfor %}`,
  ),
  quiet(outputUnescaped, "rows that no visitor writes", `${contacts}{% for a in f.results.entities %}{{ a.title }}{% endfor %}`),
  quiet(
    outputUnescaped,
    "numbers of the address, and the page of the stock search",
    "{% assign p = params.p | integer %}{{ p }}{% assign page = params.page | default: 1 %}{{ page }}",
  ),
  quiet(
    outputUnescaped,
    "what a query has looked up",
    `${lookedUp("eq").replace("{{ id }}", "{{ id | escape }}")}{% if rows %}<p>{{ id }}</p>{% endif %}`,
  ),
  quiet(outputUnescaped, "texts of the site", "{{ page.title }}{{ snippets['Footer'] }}{{ settings['a'] }}"),

  quiet(outputUnquoted, "quotes", "<input value='{{ params.q }}'><b>{{ params.q }}</b>"),
  quiet(outputUnquoted, "a value that is URL-encoded", "<a href=/x?q={{ params.q | url_escape }}>"),
  quiet(outputUnquoted, "what the site prints", "<input value={{ settings['a'] }} {{ extra }}>"),
  quiet(outputUnquoted, "quotes in branches", '<a {% if a %}href="{% else %}href="/{% endif %}{{ params.q }}">'),

  quiet(outputInUrl, "an address of one's own first", '<a href="/x?q={{ request.params.q | url_escape }}">'),
  quiet(outputInUrl, "the address of the page", '<a href="{{ request.url | add_query: "a", "b" | escape }}">'),
  quiet(outputInUrl, "another attribute", '<a title="{{ params.q }}">'),
  quiet(outputInUrl, "a prefix", '<a href="{{ params.q | prepend: "/x/" }}">'),

  quiet(outputInScript, "an id of the visitor", "let a = '{{ user.id }}', b = '{{ user.contactid }}';", pageScript),
  quiet(outputInScript, "a number", "let a = {{ params.a | integer | default: 0 }};", pageScript),
  quiet(outputInScript, "a comment of a script", "// {{ params.a }}\n/* {{ params.a }} */", pageScript),
  quiet(
    outputInScript,
    "data for a script",
    '<div data-a="{{ params.a | escape }}"></div><script type="application/json">{"a":"{{ params.a }}"}</script>',
  ),
  quiet(
    outputInScript,
    "what a condition lists",
    "{% if params.a == 'b' or params['a'] == \"c\" %}let a = '{{ request.params.a }}';{% elsif params.a == 'd' %}let a = '{{ params.a }}';{% endif %}",
    pageScript,
  ),
  quiet(
    outputInScript,
    "what the branches of a case list",
    "{% assign a = params.a | downcase %}{% case a %}{% when 'b' or 'c' %}let a = '{{ a }}';{% when 'd', 'e' %}let a = `{{ a }}`;{% endcase %}",
    pageScript,
  ),
  quiet(
    outputInScript,
    "what a list of the site's contains",
    "{% assign all = 'b,c' | split: ',' %}{% if user and all contains params.a %}let a = '{{ params.a }}';{% endif %}",
    pageScript,
  ),
  quiet(
    outputInScript,
    "a default for what is not listed",
    "{% assign a = params.a %}{% if a != 'b' and a != 'c' %}{% assign a = 'b' %}{% endif %}let a = '{{ a }}';",
    pageScript,
  ),
  quiet(
    outputInScript,
    "a column that is one of the site's texts",
    `${feedback}{% for r in f.results.entities %}{% if r.title == 'b' %}let a = '{{ r.title }}';{% endif %}{% endfor %}`,
    pageScript,
  ),
  quiet(
    outputInScript,
    "a value that unless lets through",
    "{% unless params.a != 'b' %}let a = '{{ params.a }}';{% else %}let a = 'c';{% endunless %}",
    pageScript,
  ),
  quiet(outputInScript, "what is URL-encoded", "let a = decodeURIComponent('{{ params.a | url_escape }}');", pageScript),
];

describeChecks("liquid", { finds, silent });
