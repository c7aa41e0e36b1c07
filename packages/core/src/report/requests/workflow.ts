import { z } from 'zod';
import type { Actor } from '../../engine/index.ts';
import { momentOf, runningClock, type SlaClock } from '../../sla/index.ts';
import { reportActorKinds } from '../actor-kinds.ts';
import { erasureIdOf } from '../erasure/erasure-id.ts';
import {
  ask,
  deliver,
  extend,
  fulfil,
  grantWith,
  noteMissed,
  noteProcessorDone,
  noteWaiting,
  refuseRequest,
  withdrawRequest,
} from './commands.ts';
import { requestEvents } from './events.ts';
import { type RequestClockName, requestClocks } from './policy.ts';
import { requestRefusals } from './refusals.ts';
import { evolveRequest, type RequestState } from './state.ts';
import { workflow } from './types.ts';

const isOfPerson = ({ person }: RequestState, { kind, id }: Actor): boolean =>
  kind === 'citizen' && person === `citizen:${id}`;

const officeKinds: readonly string[] = ['operator', 'admin', 'system'];

const shown = [
  'dataRequestId',
  'phase',
  'kind',
  'person',
  'askedAt',
  'answerDueDay',
  'dueDay',
  'processor',
  'decidedAt',
  'basis',
  'ground',
  'extension',
  'erasedHereAt',
  'processorDoneAt',
  'confirmation',
  'fulfilledAt',
  'missed',
] as const;

const decisions = {
  granted: ['ground', 'processor'],
  refused: ['basis', 'ground'],
  extended: ['reason'],
  'erased-here': [],
  'processor-done': ['confirmation'],
  fulfilled: [],
  withdrawn: [],
} as const;

const asked = ['person', 'message', 'contact'] as const;

/** Whose clock is asked for: the term of what is to be done. */
const dueDayOf = (clocks: readonly SlaClock<RequestClockName>[], names: readonly RequestClockName[]) =>
  clocks.find(({ clock }) => names.includes(clock))?.due?.day ?? null;

/** What waited for the end of a request, or until it has erased what is here, goes on. */
const goesOn = {
  gives: { erasure: ['try-again'] },
  commands: (_event: object, _id: string, { waiting }: RequestState) =>
    waiting.map((id) => ({ workflow: 'erasure', id, command: 'try-again', input: {} })),
};

/**
 * What a person asks for about their data, an erasure or a copy: granted or refused with a ground, in the terms of the law.
 *
 * @param hasKeys whether the host has keys to destroy: without them it grants no erasure
 */
export const requestWorkflowWith = ({ hasKeys }: { readonly hasKeys: boolean }) =>
  workflow({
    name: 'dataRequest',
    summary: 'What a person asks for about the data that is kept of them: an erasure, or a copy.',
    id: z.uuid(),
    phases: {
      asked: { summary: 'waits for an answer' },
      granted: { summary: 'is granted, and to be done' },
      refused: { summary: 'is refused with a ground', final: true },
      fulfilled: { summary: 'is done', final: true },
      withdrawn: { summary: 'is not asked for any more', final: true },
    },
    actorKinds: reportActorKinds,
    events: requestEvents,
    commands: {
      ask,
      grant: grantWith({ hasKeys }),
      refuse: refuseRequest,
      extend,
      deliver,
      withdraw: withdrawRequest,
      'note-processor-done': noteProcessorDone,
      fulfil,
      'note-missed': noteMissed,
      'note-waiting': noteWaiting,
    },
    refusals: requestRefusals,
    evolve: evolveRequest,
    stateVersion: 3,
    phaseOf: ({ phase }) => phase,
    isOwn: (request, actor) => actor.kind !== 'citizen' || isOfPerson(request, actor),
    // What the person said is theirs; what the office wrote about it is the office's.
    subjectOf: ({ data }) => (typeof data.person === 'string' ? data.person : undefined),
    audienceOf: (request, actor) => {
      if (actor === undefined) return undefined;
      if (officeKinds.includes(actor.kind)) return 'office';
      if (actor.kind === 'auditor') return 'auditor';
      return isOfPerson(request, actor) ? 'person' : undefined;
    },
    fields: {
      dataRequestId: { summary: 'Its id.' },
      phase: { summary: 'Where it stands.' },
      kind: { summary: 'What is asked for: an erasure or a copy.' },
      person: { summary: 'Whose data it is: a kind, a colon and an id.' },
      message: { summary: 'What they said; erased with them.', personal: true },
      contact: {
        summary: 'Where the answer goes; erased with them.',
        personal: true,
        parts: ['name', 'phone', 'email'],
      },
      askedAt: { summary: 'When it was asked.' },
      askedBy: { summary: 'Who asked: the person, or whoever took it for them.' },
      answerDueDay: { summary: 'The last day on which an answer is in time.' },
      dueDay: { summary: 'The last day on which it is done in time, with the extension.' },
      processor: { summary: 'Whether a processor or a third party has to act: it may take longer then.' },
      decidedAt: { summary: 'When it was granted or refused; null: not yet.' },
      basis: { summary: 'On what a refusal rests; null: it was not refused.' },
      ground: { summary: 'The ground of the answer; null: there is none yet.' },
      extension: { summary: 'Why it takes longer; null: it was not extended.' },
      erasedHereAt: {
        summary:
          'When what is kept here was erased, where a processor has to act too; null: not yet, or nobody else has to.',
      },
      processorDoneAt: {
        summary: 'When it was noted that the processor or the third party has erased it; null: not yet.',
      },
      confirmation: { summary: 'By what that is known: a letter, a certificate; null: it is not noted yet.' },
      fulfilledAt: { summary: 'When it was done; null: not yet.' },
      missed: { summary: 'The clocks whose terms were not kept.' },
    },
    views: {
      office: {
        state: [...shown, 'askedBy', 'message', 'contact'],
        personal: ['message', 'contact'],
        events: {
          'erasure-asked': asked,
          'copy-asked': asked,
          ...decisions,
          'deadline-missed': ['clock'],
          'erasure-waits': ['erasure'],
        },
        actor: ['kind', 'id'],
      },
      auditor: {
        state: [...shown, 'askedBy'],
        events: {
          'erasure-asked': ['person'],
          'copy-asked': ['person'],
          ...decisions,
          'deadline-missed': ['clock'],
          'erasure-waits': ['erasure'],
        },
        actor: ['kind', 'id'],
      },
      person: {
        state: [...shown, 'message', 'contact'],
        personal: ['message', 'contact'],
        events: { 'erasure-asked': asked, 'copy-asked': asked, ...decisions },
        actor: ['kind'],
      },
    },
    present: (dataRequestId, { clocks, waiting: _, ...request }) => ({
      dataRequestId,
      ...request,
      answerDueDay: dueDayOf(clocks, ['answer']),
      dueDay: dueDayOf(clocks, ['erasure', 'copy']),
    }),
    timers: {
      gives: ['note-missed'],
      pending: ({ clocks, missed }, _, { policy }) =>
        requestClocks.flatMap((name) => {
          const clock = runningClock({ clocks, round: 1 }, name);
          const [rung] = policy.clocks[name].rungs.filter(({ kind }) => kind === 'overdue');
          if (clock === undefined || rung === undefined || missed.includes(name)) return [];
          const at = momentOf(policy, clock, rung);
          return at === undefined
            ? []
            : [{ key: `missed:${name}`, at, command: 'note-missed', input: { clock: name } }];
        }),
    },
    reactions: {
      granted: {
        gives: { erasure: ['order', 'join'] },
        // Somebody may have ordered it already: then this request waits for that.
        commands: ({ data: { ground } }, requestId, { kind, person }) =>
          kind === 'copy'
            ? []
            : [
                { command: 'order', input: { person, ground, request: requestId } },
                { command: 'join', input: { request: requestId } },
              ].map((given) => ({ workflow: 'erasure', id: erasureIdOf(person), ...given })),
      },
      'erased-here': goesOn,
      refused: goesOn,
      fulfilled: goesOn,
      withdrawn: goesOn,
    },
  });

export const requestWorkflow = requestWorkflowWith({ hasKeys: true });
