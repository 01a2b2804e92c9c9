import { antiForgeryName } from "../../contract/names.ts";
import { checkVisitor } from "./check-visitor.ts";
import { hasKey, hasSelf } from "./features.ts";
import { request, type Answer } from "./request.ts";
import { readToken } from "./token.ts";
import type { Turn } from "./turn.ts";

/** A new row; a row that is there, and only that; a row that is not there yet. The last two are headers of a PATCH. */
export type PortalWrite = "POST" | "If-Match" | "If-None-Match";

/**
 * Sends one Web API request; `address` is what follows `/_api/contacts`. Writes the submission's values, or reads. What is written carries the anti-forgery token; a read needs none (documented samples), and is not held up by one. A refusal that a token of a
 * former session may be the reason of (the portal may name it, or another reason, or none) is tried once more with a new one, if the visitor is still the same; a refusal for
 * want of a permission is not. A create that may have been carried out is not sent again here; its next try has a new token.
 */
export async function callPortal(turn: Turn, address: string, write?: PortalWrite): Promise<Answer> {
  const { memory, endsAt, values } = turn;
  const isCreate = write === "POST";
  const patchHeader = (hasKey || hasSelf) && !isCreate && write;
  const send = async (hasToken?: unknown): Promise<Answer> => {
    const token = hasToken ? await readToken(turn, endsAt) : undefined;
    if (token?.code) return { ...token, step: "token" };
    const json = "application/json";
    const answer = await request(turn, `/_api/contacts${address}`, {
      ...(write && { method: patchHeader ? "PATCH" : write, body: JSON.stringify(values) }),
      headers: {
        Accept: json,
        ...(token && { "Content-Type": json, [antiForgeryName]: token.text }),
        ...(patchHeader && { [patchHeader]: "*" }),
      },
    });
    // The Web API never answers with a page: it is one to sign in. Nothing says that a create was not carried out.
    return !answer.code && /^\s*</.test(answer.text) ? { code: "session-expired", isUncertain: isCreate } : answer;
  };
  if (write) turn.onWrite?.();
  const answer = await send(write);
  if (!answer.code || answer.step || !/^(token|sess|forb)/.test(answer.code)) return answer;
  const visitor = await checkVisitor(turn);
  // The token stays: with one of whoever has signed in since, the next try would go through in that name.
  if (visitor.code === "session-expired") return visitor;
  memory.token = undefined;
  return answer.isUncertain || (answer.code === "forbidden" && answer.portalCode) ? answer : send(true);
}
