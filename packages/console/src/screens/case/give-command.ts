import type { JsonObject } from '@phananh/core';
import { asItMayBeSeen } from '@phananh/http/pages';
import { handlerOf, paramsOf } from '../../cases/found.ts';
import { fromRequest } from '../../cases/kept-texts.ts';
import { inputOf } from '../../forms/input.ts';
import type { Frame, GoTo, Visit } from '../../frame/screen.ts';
import { carried, commandOf, fieldsFor } from './command-of.ts';
import { isOfReporter } from './kept-answer.ts';
import { withinOf, withinQuery } from './neighbours.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Gives the command, as `POST /v1/<workflow>/<id>/<command>` does. */
export const giveCommand = async (frame: Frame, visit: Visit, values: URLSearchParams): Promise<GoTo> => {
  const { actor, request } = visit;
  if (actor === undefined) throw new TypeError('a command is somebody’s');
  const { workflow, id, command: name } = paramsOf(visit);
  const handler = handlerOf(frame, workflow);
  const command = commandOf(handler, name);
  const revision = Number(values.get(carried.revision));
  const options = {
    actor,
    correlationId: request.id,
    ...(isKey(values.get(carried.key)) && { idempotencyKey: values.get(carried.key) ?? '' }),
  };
  const input = withReportOfCode(frame, name, inputOf(fieldsFor(command, ['any']), values));
  if (command.from === 'none') {
    const { id: made } = await handler.create(name, input, options);
    return { goTo: `/cases/${workflow}/${encodeURIComponent(made)}?done=${name}` };
  }
  const expectedRevision =
    values.has(carried.revision) && Number.isSafeInteger(revision) ? revision : undefined;
  try {
    await handler.execute(id, name, input, {
      ...options,
      ...(expectedRevision !== undefined && { expectedRevision }),
    });
  } catch (error) {
    throw asItMayBeSeen(handler, { id, expectedRevision, error });
  }
  const within = withinQuery(withinOf(renamed(values)));
  const asked = values.get(fromRequest) ?? '';
  if (name === 'keep-text' && uuid.test(asked))
    return { goTo: `/personal-data/requests/${asked}/texts?done=${name}` };
  // By which their browser finds the draft of what was sent, and deletes it.
  const sent = isOfReporter(visit, workflow) && options.idempotencyKey !== undefined;
  return {
    goTo: `/cases/${workflow}/${encodeURIComponent(id)}${values.has('_in') ? `${within}&` : '?'}done=${name}${sent ? `&sent=${options.idempotencyKey}` : ''}`,
  };
};

/** Which other report is meant people say by its tracking code. */
const withReportOfCode = ({ readModels }: Frame, command: string, input: JsonObject): JsonObject => {
  const { into } = input;
  const id = command === 'merge' && typeof into === 'string' ? readModels.reportIdOf(into) : undefined;
  return id === undefined ? input : { ...input, into: id };
};

const isKey = (key: string | null): boolean => key !== null && /^[\w-]{16,128}$/.test(key);

/** The list that a case was opened from, as its form names it. */
export const renamed = (values: URLSearchParams): URLSearchParams =>
  new URLSearchParams({ in: values.get('_in') ?? '', at: values.get('_at') ?? '' });
