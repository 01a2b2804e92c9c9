import { claims, learn } from "./claims.ts";
import type { ConformanceEntry } from "./frame.ts";
import { advanceClock, changeOutside } from "./world.ts";

const cached = claims("Web API: the site's server cache", learn.cache);

export const serverCacheCases: readonly ConformanceEntry[] = [
  cached.documented("A change made past the site is seen when the cached answer is 15 minutes old.", {
    steps: [
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0111" } } },
      changeOutside("PATCH /contacts(#{ada})", { mobilephone: "555-0999" }),
      advanceClock("14m"),
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0111" } } },
      advanceClock("2m"),
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0999" } } },
    ],
  }),
  cached.documented("A write through the site clears what is cached of its table.", {
    steps: [
      { ask: "GET /_api/contacts?$select=lastname&$filter=lastname eq 'Newman'", expect: { status: 200, json: { value: [] } } },
      { ask: "POST /_api/contacts", body: { lastname: "Newman" }, expect: { status: 204 } },
      {
        ask: "GET /_api/contacts?$select=lastname&$filter=lastname eq 'Newman'",
        expect: { status: 200, json: { value: [{ lastname: "Newman" }] } },
      },
    ],
  }),
  cached.documented("It clears what is cached with rows of that table in it, too.", {
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=lastname&$expand=parentcustomerid_account($select=name)",
        expect: { status: 200, json: { parentcustomerid_account: { name: "Example Works" } } },
      },
      { ask: "PATCH /_api/accounts(#{works})", as: "ben", body: { name: "Renamed Works" }, expect: { status: 204 } },
      {
        ask: "GET /_api/contacts(#{ada})?$select=lastname&$expand=parentcustomerid_account($select=name)",
        expect: { status: 200, json: { parentcustomerid_account: { name: "Renamed Works" } } },
      },
    ],
  }),
  cached.documented("What all may read is cached for all: one visitor's read fixes what the next sees.", {
    steps: [
      { ask: "GET /_api/contacts(#{ben})?$select=mobilephone", expect: { status: 200, json: { mobilephone: null } } },
      changeOutside("PATCH /contacts(#{ben})", { mobilephone: "555-0998" }),
      { ask: "GET /_api/contacts(#{ben})?$select=mobilephone", as: "ada", expect: { status: 200, json: { mobilephone: null } } },
    ],
  }),
  cached.documented("What a visitor's own scope reaches is cached for that visitor.", {
    site: { permissions: [{ table: "contact", scope: "self", rights: "read", roles: ["authenticated"] }] },
    steps: [
      {
        ask: "GET /_api/contacts?$select=fullname",
        as: "ada",
        expect: { status: 200, json: { value: [{ fullname: "Ada Marlow" }] } },
      },
      changeOutside("PATCH /contacts(#{ada})", { lastname: "Outside" }),
      changeOutside("PATCH /contacts(#{ben})", { lastname: "Outside" }),
      {
        ask: "GET /_api/contacts?$select=fullname",
        as: "ada",
        expect: { status: 200, json: { value: [{ fullname: "Ada Marlow" }] } },
      },
      {
        ask: "GET /_api/contacts?$select=fullname",
        as: "ben",
        expect: { status: 200, json: { value: [{ fullname: "Ben Outside" }] } },
      },
    ],
  }),
  cached.assumed("Whether a site's cache can be left out is not documented; the emulator's can be, to compare.", {
    switches: { readCache: "off" },
    steps: [
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0111" } } },
      changeOutside("PATCH /contacts(#{ada})", { mobilephone: "555-0999" }),
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0999" } } },
    ],
  }),
];
