import { differenceOf, type ReplayPage, replayPage, type SubjectDifference } from '@phananh/core/audit';
import {
  type AnyCommandHandler,
  type FoundSubject,
  findSubject,
  streamOf,
  type UpTo,
} from '@phananh/core/engine';
import { personalInChanges, personalInEvents, personalInState } from '@phananh/core/privacy';
import type { FastifyRequest } from 'fastify';
import { readInTurns } from '../queries/asking.ts';
import { tellShown } from '../queries/shown-personal.ts';

/** What is read of the past, for whoever sent a request; what is shown of it is written down. */

/** The life of a subject, step by step. `page` is absent where `isKnown` says that they have it. */
export const replayFor = async (
  request: FastifyRequest,
  handler: AnyCommandHandler,
  id: string,
  range: { readonly fromRevision?: number; readonly limit: number },
  isKnown: (found: FoundSubject) => boolean = () => false,
): Promise<{ readonly found: FoundSubject; readonly page?: ReplayPage }> => {
  const { workflow } = handler;
  const read = await readInTurns(request, async (how) => {
    const found = await findSubject(handler, id, { ...how, actor: request.actor });
    if (isKnown(found)) return { found };
    return { found, page: await replayPage(handler, found, { ...range, ...how }) };
  });
  const { found, page } = read;
  if (page === undefined) return { found };
  const { audience } = found;
  const fields = page.steps.flatMap(({ event, before, after }) => [
    ...personalInEvents(workflow, audience, [event]),
    ...personalInState(workflow, audience, before ?? {}),
    ...personalInState(workflow, audience, after),
  ]);
  tellShown(request, { of: [streamOf(workflow, found.id)], fields: [...new Set(fields)] });
  return { found, page };
};

/** The difference of two pasts of a subject. Nothing is written down where `isKnown` says that they have it. */
export const differenceFor = async (
  request: FastifyRequest,
  handler: AnyCommandHandler,
  id: string,
  asked: { readonly from: UpTo; readonly to: UpTo },
  isKnown: (found: FoundSubject, difference: SubjectDifference) => boolean = () => false,
): Promise<{ readonly found: FoundSubject; readonly difference?: SubjectDifference }> => {
  const { workflow } = handler;
  const { found, difference } = await readInTurns(request, async (how) => ({
    found: await findSubject(handler, id, { ...how, actor: request.actor }),
    difference: await differenceOf(handler, id, { ...asked, actor: request.actor, ...how }),
  }));
  if (isKnown(found, difference)) return { found };
  tellShown(request, {
    of: [streamOf(workflow, found.id)],
    fields: personalInChanges(workflow, found.audience, difference.changes),
  });
  return { found, difference };
};
