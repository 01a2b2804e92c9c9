import type { RowReference } from "../../odata/payload/payload.ts";
import type { OrgCall } from "../org-call.ts";
import { OrgFault, orgHeaders, renderOrgFault, toOrgFault } from "../org-fault.ts";
import type { BatchItem, BatchPart } from "./batch-part.ts";
import { parseBatch } from "./parse-batch.ts";
import { type PartAnswer, renderBatch } from "./render-batch.ts";

const bodyLimitBytes = 16 * 1024 * 1024;

/** Answers one request; faults come back as answers, also those of reading it; bugs are thrown. */
export type AnswerCall = (readCall: () => OrgCall) => Promise<Response>;

/**
 * `$batch`: the requests in their order, each change set in one transaction. The first fault ends it, and its status is the batch's, unless
 * `Prefer: odata.continue-on-error` was sent. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
 */
export async function answerBatch(call: OrgCall, answer: AnswerCall): Promise<Response> {
  if (call.method !== "POST") throw OrgFault.wrongMethod(call.method);
  const items = parseBatch(await readText(call.request), call.request.headers.get("content-type"));
  const answers: (PartAnswer | readonly PartAnswer[])[] = [];
  let status = 200;
  for (const item of items) {
    const answered = item.kind === "request" ? await answerRequest(call, item.part, answer) : await answerChangeSet(call, item, answer);
    answers.push(answered);
    const failed = [answered].flat().find(({ response }) => response.status >= 400);
    if (failed !== undefined && !call.preferences.continueOnError) {
      status = failed.response.status;
      break;
    }
  }
  const { body, contentType } = await renderBatch(answers);
  return new Response(body, { status, headers: { ...orgHeaders, "content-type": contentType } });
}

async function answerRequest(call: OrgCall, part: BatchPart, answer: AnswerCall): Promise<PartAnswer> {
  return { response: await answer(() => partCall(call, part, part.url, { contentIds: new Map() })), contentId: part.contentId };
}

/** Ends a transaction with the answer that made it fail. */
class ChangeSetFailed extends Error {
  override readonly name = "ChangeSetFailed";
  readonly answer: PartAnswer;

  constructor(answer: PartAnswer) {
    super("A request of the change set failed.");
    this.answer = answer;
  }
}

async function answerChangeSet(
  call: OrgCall,
  { parts }: Extract<BatchItem, { kind: "change-set" }>,
  answer: AnswerCall,
): Promise<readonly PartAnswer[]> {
  const effects: string[] = [];
  try {
    const answers = await call.transact(async (service) => {
      const contentIds = new Map<string, RowReference>();
      const done: PartAnswer[] = [];
      for (const part of parts) {
        const inside: Partial<OrgCall> = {
          service,
          transact: async (work) => work(service),
          effect: (words) => void effects.push(words),
          contentIds,
          wrote: (reference) => void (part.contentId === undefined ? undefined : contentIds.set(part.contentId, reference)),
        };
        const response = await answer(() => partCall(call, part, resolveUrl(part.url, contentIds), inside));
        const answered = { response, contentId: part.contentId };
        if (answered.response.status >= 400) throw new ChangeSetFailed(answered);
        done.push(answered);
      }
      return done;
    });
    for (const words of effects) call.effect(words);
    return answers;
  } catch (error) {
    // One answer stands for the whole change set.
    if (error instanceof ChangeSetFailed) return [error.answer];
    const fault = toOrgFault(error);
    if (fault === undefined) throw error;
    return [{ response: renderOrgFault(fault), contentId: undefined }];
  }
}

/** `$1/...`: the row that the part with that Content-ID made. */
function resolveUrl(url: string, contentIds: ReadonlyMap<string, RowReference>): string {
  const [, id, rest] = /^\/?\$([^/?]+)(.*)$/su.exec(url) ?? [];
  if (id === undefined || id === "metadata" || id === "batch") return url;
  const reference = contentIds.get(id);
  if (reference === undefined) throw new OrgFault(400, "0x80048d19", `Content-ID Reference: '$${id}' does not exist in the batch context.`);
  return `${reference.url}${rest ?? ""}`;
}

function partCall(call: OrgCall, part: BatchPart, url: string, inside: Partial<OrgCall>): OrgCall {
  const request = new Request(resolvePartUrl(call, url), {
    method: part.method,
    headers: readHeaders(part.headers),
    ...(part.body === "" || part.method === "GET" || part.method === "HEAD" ? {} : { body: part.body }),
  });
  return { ...call, ...inside, ...call.readPart(request) };
}

function resolvePartUrl({ root }: OrgCall, url: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//iu.test(url) ? url : url.startsWith("/") ? `${new URL(root).origin}${url}` : `${root}/${url}`;
  if (!URL.canParse(absolute)) throw new OrgFault(400, "0x80048d19", "The batch cannot be read: an address is malformed.");
  if (!new URL(absolute).href.toLowerCase().startsWith(`${root.toLowerCase()}/`))
    throw new OrgFault(400, "0x80048d19", "A batch may hold requests to its own service only.");
  return absolute;
}

function readHeaders(headers: ReadonlyMap<string, string>): Headers {
  const kept = new Headers();
  for (const [name, value] of headers) {
    try {
      kept.set(name, value);
    } catch (error) {
      // TypeError: a character no header may hold.
      if (error instanceof TypeError)
        throw new OrgFault(400, "0x80048d19", "The batch cannot be read: a header holds characters it may not.", { cause: error });
      throw error;
    }
  }
  return kept;
}

async function readText(request: Request): Promise<string> {
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > bodyLimitBytes) throw new OrgFault(413, "", "The request entity is too large.");
  return new TextDecoder().decode(bytes);
}
