const query = (inside: string): string => `<fetch><entity name="contact">${inside}</entity></fetch>`;
const laughs = Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("");

/** FetchXML that means harm to whoever parses or runs it. */
export const hostileQueries: Readonly<Record<string, string>> = {
  "entities of entities": `<!DOCTYPE lolz [<!ENTITY l0 "lol">${laughs}]>${query('<attribute name="&l12;"/>')}`,
  "an entity that is a file": `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${query('<filter><condition attribute="lastname" operator="eq" value="&f;"/></filter>')}`,
  "a document type in small letters": `<!doctype x SYSTEM "http://example.com/x.dtd">${query("")}`,
  "10,000 filters within each other": query(`${"<filter>".repeat(10_000)}${"</filter>".repeat(10_000)}`),
  "1,000 links within each other": query(
    `${'<link-entity name="account" from="accountid" to="parentcustomerid">'.repeat(1000)}${"</link-entity>".repeat(1000)}`,
  ),
  "100,000 characters": query(`<attribute name="${"a".repeat(100_000)}"/>`),
  "60,000 characters of one name": query(`<attribute name="${"a".repeat(60_000)}"/>`),
  "5,000 conditions": query(`<filter>${'<condition attribute="lastname" operator="null"/>'.repeat(1200)}</filter>`),
  "5,000 attributes": query('<attribute name="lastname"/>'.repeat(2200)),
  "character data": query("<![CDATA[<script>alert(1)</script>]]>"),
  "an instruction": `<?xml version="1.0"?><?php system("id") ?>${query("")}`,
  "a comment that does not end": query("<!-- "),
  "names of the machinery": `<fetch><entity name="__proto__"><attribute name="constructor"/></entity></fetch>`,
  "attributes of the machinery": `<fetch __proto__="x" constructor="y"><entity name="contact"><attribute name="toString"/></entity></fetch>`,
  "an element of the machinery": `<fetch><__proto__><entity name="contact"/></__proto__></fetch>`,
  "an end to the statement": query(`<filter><condition attribute="lastname'; drop table contact; --" operator="eq" value="x"/></filter>`),
  "a value that ends the statement": query(
    `<filter><condition attribute="lastname" operator="eq" value="x'); drop table contact; --"/></filter>`,
  ),
  "an alias that ends the statement": `<fetch aggregate="true"><entity name="contact"><attribute name="contactid" aggregate="count" alias='a"; drop table contact; --'/></entity></fetch>`,
  "a pattern without end": query(`<filter><condition attribute="lastname" operator="like" value="${"%a_".repeat(5000)}"/></filter>`),
  "a page far away": `<fetch page="999999999" count="999999999"><entity name="contact"/></fetch>`,
  "a page below none": `<fetch page="-1" count="-5" top="-9"><entity name="contact"/></fetch>`,
  "numbers that are none": `<fetch page="NaN" count="1e9" top="0x10"><entity name="contact"/></fetch>`,
  "a paging cookie of somebody's": `<fetch page="2" paging-cookie="&lt;cookie page=&quot;1&quot;&gt;&lt;/cookie&gt;"><entity name="contact"/></fetch>`,
  NUL: query(`<filter><condition attribute="lastname" operator="eq" value="\0"/></filter>`),
  "a lone surrogate": query(`<filter><condition attribute="lastname" operator="eq" value="\ud800"/></filter>`),
  "a character by a number that is none": query(
    `<filter><condition attribute="lastname" operator="eq" value="&#x110000;&#0;&#xD800;"/></filter>`,
  ),
  nothing: "",
  "no XML": "not <xml",
};
