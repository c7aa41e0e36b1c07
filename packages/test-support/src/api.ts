// biome-ignore lint/suspicious/noExplicitAny: the answers' form is checked by the tests of the host.
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** Asks a host as somebody, such as `operator:o-3`. */
export const get = async (url: string, as = 'auditor:a-1'): Promise<Answer> => {
  const answer = await fetch(url, { headers: { authorization: `Bearer dev:${as}` } });
  return { status: answer.status, body: await answer.json() };
};

/** Gives a command. @param key the same for a repeat */
export const post = async (url: string, as: string, body: object, key?: string): Promise<Answer> => {
  const headers = {
    authorization: `Bearer dev:${as}`,
    'content-type': 'application/json',
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
};

export const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 } };

/**
 * Asks again and again until the answer is as it should be: for what is in another process, which tells nobody when it changes. Pauses
 * grow, so that a long wait asks ten times a second.
 */
export const until = async <T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> => {
  for (let milliseconds = 10; ; milliseconds = Math.min(1.5 * milliseconds, 100)) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
};
