import type { Answerers, Asking, QuestionName, Questions } from '@phananh/core/read-models';
import { figuresJson } from '../figures/figures-json.ts';

/**
 * Asks questions and writes their answers as JSON.
 *
 * @param room where large answers are put
 */
export const answersAsJson = <Room extends ArrayBufferLike>(
  answerers: Answerers,
  room: (bytes: number) => Room,
) => {
  const figures = figuresJson(room);
  const written = (name: QuestionName, answer: unknown): Uint8Array<Room> => {
    if (name === 'sla' && Array.isArray(answer)) return figures(answer);
    const text = Buffer.from(JSON.stringify(answer));
    const bytes = new Uint8Array(room(text.length));
    bytes.set(text);
    return bytes;
  };
  return async <Name extends QuestionName>(
    name: Name,
    query: Questions[Name],
    asking?: Asking,
  ): Promise<Uint8Array<Room>> => written(name, await answerers[name](query, asking));
};
