import type { Reports } from '@phananh/core';
import {
  type AnyCommandHandler,
  type EventStore,
  findSubject,
  NotFound,
  type Position,
  type RecordedEvent,
  Refused,
  streamOf,
} from '@phananh/core/engine';
import { type KeptOfSubject, keptOfSubject, type SealedWorkflow } from '@phananh/core/privacy';
import { lifecycleWorkflows, type RequestState, requestWorkflow } from '@phananh/core/reports';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../auth/authenticate.ts';
import { varyBy } from '../errors/vary.ts';
import { arrayOf, jsonSchemaOf, objectSchema } from '../openapi/json-schema.ts';
import { askingErrors, readInTurns } from '../queries/asking.ts';
import { tellShown } from '../queries/shown-personal.ts';

const text = { type: 'string' } as const;

const copySchema = {
  ...objectSchema({
    person: text,
    kept: {
      ...arrayOf(
        objectSchema({
          stream: { ...text, description: 'Of which report or other subject.' },
          revision: { type: 'integer', minimum: 0 },
          type: { ...text, description: 'Of the event.' },
          occurredAt: { type: 'string', format: 'date-time' },
          values: arrayOf(
            objectSchema({
              pointer: { ...text, description: 'JSON pointer in the data of the event; empty: all of it.' },
              value: { description: 'What is kept; `{"erased": true}` where it was erased.' },
            }),
          ),
        }),
      ),
      description: 'In the order of the log. Photos and videos stand here by their ids.',
    },
  }),
  description: 'Everything personal that is kept of one person.',
};

interface Copying {
  readonly reports: Reports;
  /** Beside reports. */
  readonly handlers: readonly AnyCommandHandler[];
}

/** `GET /personal-data`: what is kept of whoever asks; and the copy of a request that was granted. */
export const personalDataRoutes = (app: FastifyInstance, copying: Copying): void => {
  app.get(
    '/personal-data',
    {
      config: {
        permission: ['citizen'],
        operation: {
          id: 'personal-data',
          tag: 'audit',
          summary: 'Everything personal that is kept of the citizen who asks.',
          description:
            'At once: it is their own. What they said, with what others took down in the reports that they began, and which photos they gave. The log is gone through for it, so it may take seconds. It stands in the access log.',
          responses: { 200: { description: 'The copy.', schema: copySchema } },
          errors: [...askingErrors],
        },
      },
    },
    async (request, reply) => {
      keepPrivate(reply);
      return ownCopyFor(request, copying);
    },
  );
  if (requestsOf(copying) === undefined) return;
  app.get<{ Params: { readonly dataRequestId: string } }>(
    '/personal-data-requests/:dataRequestId/copy',
    {
      config: {
        permission: ['citizen', 'operator', 'admin'],
        operation: {
          id: 'dataRequest.copy',
          tag: requestWorkflow.name,
          summary: 'The copy that was asked for, from when it is granted until it is handed over.',
          description:
            'What was kept at the moment of the grant; for whoever asked and for whoever hands it over, who says so by `deliver`. It stands in the access log.',
          path: { dataRequestId: jsonSchemaOf(requestWorkflow.id, 'input') },
          responses: { 200: { description: 'The copy.', schema: copySchema } },
          errors: [...askingErrors, 'not-found', 'not-granted'],
        },
      },
    },
    async (request, reply) => {
      keepPrivate(reply);
      return grantedCopyFor(request, copying, request.params.dataRequestId);
    },
  );
};

const keepPrivate = (reply: FastifyReply): void => {
  varyBy(reply, 'Authorization').header('cache-control', 'private, no-store');
};

const requestsOf = ({ handlers }: Copying): AnyCommandHandler | undefined =>
  handlers.find(({ workflow }) => workflow.name === requestWorkflow.name);

/** Everything personal that is kept of one person. */
export interface PersonalCopy {
  readonly person: string;
  readonly kept: readonly KeptOfSubject[];
}

/** Of the citizen who sent a request of HTTP, as it is now. */
export const ownCopyFor = (request: FastifyRequest, copying: Copying): Promise<PersonalCopy> =>
  copyFor(request, copying, `citizen:${actorOf(request).id}`);

/**
 * The copy of a request, for whoever sent a request of HTTP.
 *
 * @throws `not-granted`, `not-found`
 */
export const grantedCopyFor = async (
  request: FastifyRequest,
  copying: Copying,
  id: string,
): Promise<PersonalCopy> => {
  const requests = requestsOf(copying);
  if (requests === undefined) throw new NotFound(requestWorkflow.name, id);
  const { current } = await findSubject(requests, id, { actor: request.actor });
  // Of this workflow.
  const { kind, phase, person } = current.state as RequestState;
  // Once it was handed over the grant is used up: it is no key to what comes later.
  if (kind !== 'copy' || phase !== 'granted')
    throw new Refused('not-granted', `the request is for ${kind}, and ${phase}`);
  const { store } = copying.reports;
  const until = await positionOfGrant(store, streamOf(requests.workflow, id));
  return copyFor(request, copying, person, { readAll: (options) => upTo(until, store.readAll(options)) });
};

/** Where in the log the request was granted. */
const positionOfGrant = async (store: EventStore, stream: string): Promise<Position> => {
  for await (const { type, position } of store.readStream(stream)) if (type === 'granted') return position;
  throw new TypeError(`${stream} is granted without an event that says so`);
};

async function* upTo(until: Position, events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
  for await (const event of events) {
    if (event.position > until) return;
    yield event;
  }
}

/** Streams that an entry of the access log names; of more it says whose they are. */
const mostNamed = 200;

/** Everything personal of a person, which stands in the access log. */
const copyFor = async (
  request: FastifyRequest,
  { reports, handlers }: Copying,
  person: string,
  log: Pick<EventStore, 'readAll'> = reports.store,
): Promise<PersonalCopy> => {
  const workflows: readonly SealedWorkflow[] = [
    ...lifecycleWorkflows,
    ...handlers.map(({ workflow }) => workflow),
  ];
  const kept = await readInTurns(request, (how) =>
    Array.fromAsync(keptOfSubject(log, workflows, person, how)),
  );
  const streams = [...new Set(kept.map(({ stream }) => stream))];
  tellShown(request, {
    of: streams.length > mostNamed ? [] : streams,
    fields: [...new Set(kept.flatMap(({ values }) => values.map(({ pointer }) => fieldOf(pointer))))],
    ...(streams.length > mostNamed && { query: { person } }),
  });
  return { person, kept };
};

const fieldOf = (pointer: string): string => pointer.slice(1).replaceAll('/', '.') || 'data';
