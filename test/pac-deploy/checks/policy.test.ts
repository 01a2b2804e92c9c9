import { newSitePolicy } from "../../../contract/new-site-policy.ts";
import { policyBlocks } from "../../../pac-deploy/checks/policy/policy-blocks.ts";
import { policyLoose } from "../../../pac-deploy/checks/policy/policy-loose.ts";
import { policyMissing } from "../../../pac-deploy/checks/policy/policy-missing.ts";
import { policyPartIgnored } from "../../../pac-deploy/checks/policy/policy-part-ignored.ts";
import { policyReportOnly } from "../../../pac-deploy/checks/policy/policy-report-only.ts";
import { policySetTwice } from "../../../pac-deploy/checks/policy/policy-set-twice.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { header, headBottom } from "./checked-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";
import { settings } from "./records-in-site.ts";

const enforced = "HTTP/Content-Security-Policy";
const reportOnly = "HTTP/Content-Security-Policy-Report-Only";
const file = "sitesetting.yml";
const policy = (value: string | undefined): Record<string, string> => settings([enforced, value]);

const library = '<script src="https://cdn.example.com/library.js"></script>';
const strict = "script-src 'self' content.powerapps.com 'nonce'";
const configuration = (tracking: object) =>
  parseConfiguration(JSON.stringify({ tracking: { placement: "none", ...tracking } }), "portal-kit.config.json");
/** The starter has style attributes of its own, which are let through here. */
const styles = "style-src 'self' 'unsafe-inline' https:";
/** Nothing of the starter's own pages is forbidden. */
const roomy = `${strict}; ${styles}`;

const finds: readonly FindCase[] = [
  {
    what: "scripts of other hosts without a policy",
    check: policyMissing,
    texts: { ...settings(["Search/Enabled", "true"]), [header]: `${library}<script src="//lib.example.net/a.js"></script>` },
    places: [[file, 1]],
    message: /^No site setting gives .* cdn\.example\.com and lib\.example\.net/,
  },
  {
    what: "scripts of others beside the portal's own",
    check: policyMissing,
    texts: { ...settings(["Search/Enabled", "true"]), [header]: `${library}<script src="https://content.powerapps.com/a.js"></script>` },
    places: [[file, 1]],
    message: /load scripts from cdn\.example\.com\./,
  },
  {
    what: "a policy that was emptied",
    check: policyMissing,
    texts: { ...policy(""), [headBottom]: library },
    places: [[file, 1]],
    message: /is empty/,
  },
  { what: "one without a value", check: policyMissing, texts: { ...policy(undefined), [headBottom]: library }, places: [[file, 1]] },

  {
    what: "a script of a host that script-src does not name",
    check: policyBlocks,
    texts: { ...policy(newSitePolicy), [header]: `<p></p>\n${library}` },
    places: [[header, 2]],
    message: /loads a script from cdn\.example\.com.* script-src does not name that host/,
  },
  {
    what: "one host in several places, once",
    check: policyBlocks,
    texts: { ...policy(newSitePolicy), [header]: library, [headBottom]: library.repeat(2) },
    places: [[header, 1]],
    message: /So do 2 more places/,
  },
  {
    what: "a script with a nonce of its own, which is no inline script",
    check: policyBlocks,
    texts: { ...policy(newSitePolicy), [header]: library.replace("src", 'nonce="abc" src') },
    places: [[header, 1]],
  },
  {
    what: "an image and a frame",
    check: policyBlocks,
    texts: {
      ...policy(`${roomy}; img-src 'self' data:; frame-src 'none'`),
      [header]: '<img src="https://img.example.com/a.png"><iframe src="https://maps.example.com/"></iframe>',
    },
    places: [
      [header, 1],
      [header, 1],
    ],
    message: /an image from img\.example\.com, which .* img-src/,
  },
  {
    what: "a style sheet, by default-src",
    check: policyBlocks,
    texts: {
      ...policy(`default-src 'self'; ${strict}; style-src-attr 'unsafe-inline'`),
      [header]: '<link rel="preload stylesheet" href="https://cdn.example.com/a.css">',
    },
    places: [[header, 1]],
    message: /default-src does not name that host/,
  },
  {
    what: "inline scripts without 'nonce', at the setting and once",
    check: policyBlocks,
    texts: {
      ...settings(["Search/Enabled", "true"], [enforced, `script-src 'self' content.powerapps.com; ${styles}`]),
      [header]: "<script>a()</script><script>b()</script>",
    },
    places: [[file, 4]],
    message: /forbids \d+ inline scripts .* Add 'nonce'/,
  },
  {
    what: "an event handler",
    check: policyBlocks,
    texts: { ...policy(`${roomy}; script-src-attr 'none'`), [header]: '<button onclick="go()">Go</button>' },
    places: [[file, 1]],
    message: /an inline event handler/,
  },
  {
    what: "a style element without 'unsafe-inline'",
    check: policyBlocks,
    texts: { ...policy(`${strict}; style-src 'self'; style-src-attr 'unsafe-inline'`), [header]: "<style>a {}</style>" },
    places: [[file, 1]],
    message: /a style element/,
  },
  {
    what: "the portal's own scripts",
    check: policyBlocks,
    texts: policy(`script-src 'self' 'nonce'; ${styles}`),
    places: [[file, 1]],
    message: /the portal's own scripts come from/,
  },

  {
    what: "every host",
    check: policyLoose,
    texts: policy("script-src 'self' https: 'nonce'"),
    places: [[file, 1]],
    message: /come from anywhere \(https: in script-src\)/,
  },
  { what: "a star in default-src", check: policyLoose, texts: policy("default-src *"), places: [[file, 1]], message: /\* in default-src/ },
  {
    what: "any inline script",
    check: policyLoose,
    texts: policy("script-src 'self' 'unsafe-inline'"),
    places: [[file, 1]],
    message: /'unsafe-inline' in script-src/,
  },
  { what: "texts made into scripts", check: policyLoose, texts: policy("script-src 'self' 'nonce' 'unsafe-eval'"), places: [[file, 1]] },
  {
    what: "no word about scripts",
    check: policyLoose,
    texts: policy("frame-ancestors 'self'"),
    places: [[file, 1]],
    message: /restricts no script/,
  },

  {
    what: "two that differ",
    check: policySetTwice,
    texts: settings([enforced, "a"], [enforced.toLowerCase(), "b"]),
    places: [[file, 4]],
    message: /differ/,
  },
  {
    what: "two that are the same",
    check: policySetTwice,
    texts: settings([enforced, "a"], [enforced, "a"]),
    places: [[file, 4]],
    message: /say the same/,
  },
  {
    what: "two that are only reported about",
    check: policySetTwice,
    texts: settings([reportOnly, "a"], [reportOnly, "b"]),
    places: [[file, 4]],
  },

  {
    what: "a directive that is there twice",
    check: policyPartIgnored,
    texts: policy("script-src 'self'; img-src *; script-src x.example.com"),
    places: [[file, 1]],
    message: /twice/,
  },
  { what: "a typographic quote", check: policyPartIgnored, texts: policy("script-src ’self’"), places: [[file, 1]], message: /not ASCII/ },
  {
    what: "the same where it is only reported about",
    check: policyPartIgnored,
    texts: settings([reportOnly, "img-src “self”"]),
    places: [[file, 1]],
  },

  {
    what: "a policy that forbids nothing",
    check: policyReportOnly,
    texts: settings([reportOnly, strict]),
    places: [[file, 1]],
    message: /names no report-uri/,
  },
  {
    what: "one whose reports are read",
    check: policyReportOnly,
    texts: settings([reportOnly, `${strict}; report-uri https://reports.example.com/`]),
    places: [[file, 1]],
    message: /^HTTP\/Content-Security-Policy-Report-Only forbids nothing; no policy is enforced/,
  },
  {
    what: "the enforced one again",
    check: policyReportOnly,
    texts: settings([enforced, strict], [reportOnly, strict]),
    places: [[file, 4]],
    message: /the same/,
  },
];

const silent: readonly CheckCase[] = [
  {
    what: "pages that load nothing of others",
    check: policyMissing,
    texts: { ...settings(), [header]: '<script src="/a.js"></script><script>a()</script>' },
  },
  {
    what: "a script of the portal's own hosts",
    check: policyMissing,
    texts: { ...settings(["Search/Enabled", "true"]), [header]: '<script src="https://content.powerapps.com/a.js"></script>' },
  },
  { what: "a policy", check: policyMissing, texts: { [header]: library } },
  {
    what: "one that an environment gives",
    check: policyMissing,
    texts: { ...settings([enforced, undefined, "  adx_source: 1\n  adx_envvar_schema: demo_Policy\n"]), [header]: library },
  },
  {
    what: "a site known to have the policy of new sites",
    check: policyMissing,
    texts: { ...settings(), [header]: library },
    configuration: configuration({ newSitePolicy: true }),
  },
  {
    what: "an address that Liquid makes",
    check: policyMissing,
    texts: { ...settings(), [header]: `<script src="https://{{ settings['Host'] }}/a.js"></script>` },
  },
  {
    what: "a script that is commented out",
    check: policyMissing,
    texts: { ...settings(), [header]: `<!-- ${library} -->{% comment %}${library}{% endcomment %}` },
  },
  { what: "the starter", check: policyBlocks, texts: {} },
  { what: "no policy", check: policyBlocks, texts: { ...settings(), [header]: library } },
  {
    what: "a host that is named",
    check: policyBlocks,
    texts: { ...policy(newSitePolicy.replace("'self'", "'self' *.example.com")), [header]: library },
  },
  {
    what: "images where no directive is about them",
    check: policyBlocks,
    texts: { ...policy(newSitePolicy), [header]: '<img src="https://img.example.com/a.png">' },
  },
  {
    what: "inline scripts and event handlers beside 'nonce'",
    check: policyBlocks,
    texts: { ...policy(roomy), [header]: '<script>a()</script><button onclick="go()"></button>' },
  },
  {
    what: "data in a script element",
    check: policyBlocks,
    texts: { ...policy(`script-src 'self' content.powerapps.com; ${styles}`), [header]: '<script type="application/json">{}</script>' },
  },
  { what: "the policy of new sites", check: policyLoose, texts: policy(newSitePolicy) },
  {
    what: "'unsafe-inline' beside a nonce, which counts for nothing",
    check: policyLoose,
    texts: policy("script-src 'self' 'unsafe-inline' 'nonce'"),
  },
  { what: "'unsafe-inline' for styles", check: policyLoose, texts: policy("script-src 'self' 'nonce'; style-src * 'unsafe-inline'") },
  { what: "one policy of two that is strict", check: policyLoose, texts: policy("default-src *, script-src 'self' 'nonce'") },
  { what: "no policy", check: policyLoose, texts: policy("") },
  { what: "one of each", check: policySetTwice, texts: settings([enforced, "a"], [reportOnly, "b"]) },
  { what: "an inactive second", check: policySetTwice, texts: settings([enforced, "a"], [enforced, "b", "  statecode: 1\n"]) },
  { what: "none", check: policySetTwice, texts: settings() },
  { what: "the policy of new sites", check: policyPartIgnored, texts: policy(newSitePolicy) },
  { what: "one directive in two policies", check: policyPartIgnored, texts: policy("script-src 'self', script-src 'nonce'") },
  { what: "no policy", check: policyPartIgnored, texts: policy(undefined) },
  {
    what: "one that tries something beside the enforced",
    check: policyReportOnly,
    texts: settings([enforced, strict], [reportOnly, "script-src 'self'"]),
  },
  {
    what: "one that the kit is to try",
    check: policyReportOnly,
    texts: settings([reportOnly, strict]),
    configuration: configuration({ policy: "report-only" }),
  },
  { what: "an empty one", check: policyReportOnly, texts: settings([reportOnly, ""]) },
];

describeChecks("policy", { finds, silent });
