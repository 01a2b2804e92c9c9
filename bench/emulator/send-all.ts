import { openConnection, type HttpAnswer } from "./open-connection.ts";

/** Kept-alive connections, each with one request under way. */
const connectionCount = 8;

export interface Load {
  readonly port: number;
  readonly requests: readonly string[];
  /** Whether the answer is what was asked for: a fast refusal is no result. */
  readonly isRight: (answer: HttpAnswer) => boolean;
}

/** Sends requests until all are answered. Throws at the first wrong answer. */
export async function sendAll({ port, requests, isRight }: Load): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    const connection = await openConnection(port);
    try {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const answer = await connection.send(request);
        if (!isRight(answer)) throw new Error(`a request got a wrong answer: ${answer.head}\n\n${answer.body.slice(0, 500)}`);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connectionCount }, work));
}
