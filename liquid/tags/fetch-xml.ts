import { LiquidFailure } from "../liquid-failure.ts";
import type { FetchXmlAnswer } from "../liquid-host.ts";
import { createLiquidObject } from "../liquid-object.ts";
import type { LiquidObject } from "../liquid-object.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { renderTemplates } from "../session/render-templates.ts";
import { andThen } from "../values/later.ts";
import type { ParseTag } from "./page-tag.ts";

const nothingFound: FetchXmlAnswer = { entities: [], moreRecords: false, totalRecordCount: -1, entityName: "", permissionGranted: false };

/**
 * `{% fetchxml name %}<fetch>…</fetch>{% endfetchxml %}`: the body is rendered, asked for, and found under the variable.
 * https://learn.microsoft.com/power-pages/configure/liquid/template-tags#fetchxml
 */
export const parseFetchXml: ParseTag = (token, rest, parser) => {
  const name = /[\w-]+/.exec(token.args)?.[0];
  if (name === undefined)
    throw new LiquidFailure("syntax", 'Syntax error in tag "fetchxml": write fetchxml [variable].', {
      offset: token.begin,
      subject: "fetchxml",
    });
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context) => {
    const { session } = context;
    const emitter = new PageEmitter();
    return andThen(renderTemplates(body, context, emitter), () => {
      const xml = emitter.buffer.trim();
      if (session.host.fetchXml === undefined) {
        session.report({
          kind: "unsupported",
          text: token.input,
          offset: token.begin,
          name: "fetchxml",
          message: 'Tag "fetchxml" finds nothing here: there is no database.',
        });
      }
      return andThen(session.host.fetchXml?.(xml) ?? nothingFound, (answer) => context.writeVariable(name, createFetchObject(xml, answer)));
    });
  };
};

function createFetchObject(xml: string, answer: FetchXmlAnswer): LiquidObject {
  const results = createLiquidObject({
    members: {
      entities: answer.entities,
      more_records: answer.moreRecords,
      total_record_count: answer.totalRecordCount,
      total_record_count_limit_exceeded: answer.totalRecordCountLimitExceeded ?? false,
      paging_cookie: answer.pagingCookie,
      entity_name: answer.entityName,
      table_name: answer.entityName,
      permission_granted: answer.permissionGranted,
      global_permission_granted: answer.globalPermissionGranted,
      rules_exist: answer.rulesExist,
    },
  });
  return createLiquidObject({ members: { results, xml } });
}
