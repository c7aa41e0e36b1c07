import { commandHandler, define, event, text } from '@phananh/core';
import type { AnyCommandHandler } from '@phananh/core/engine';
import { memoryEventStore } from '@phananh/core/testing';
import { z } from 'zod';

const events = {
  filed: event('Somebody wants to build.', { plan: text() }),
  granted: event('They may.', {}),
} as const;

interface Permit {
  readonly phase: 'filed' | 'granted';
  readonly plan: string;
}

interface PermitTypes {
  readonly state: Permit;
  readonly events: typeof events;
  readonly actorKind: 'citizen' | 'operator';
  readonly audience: 'anybody';
  readonly field: keyof Permit;
  readonly refusal: 'plan-missing';
}

const { command, creation, made, workflow } = define<PermitTypes>();

/** The smallest workflow that is not about reports. */
export const permitHandler = (): AnyCommandHandler =>
  commandHandler({
    store: memoryEventStore(),
    policy: undefined,
    workflow: workflow({
      name: 'permit',
      summary: 'A permission to build.',
      id: z.uuid(),
      phases: { filed: { summary: 'waits' }, granted: { summary: 'may be built', final: true } },
      actorKinds: { citizen: 'builds', operator: 'grants' },
      events,
      commands: {
        file: creation({
          summary: 'Asks for a permit.',
          input: z.strictObject({ plan: text() }),
          example: { plan: 'Nhà hai tầng' },
          by: ['citizen'],
          emits: ['filed'],
          decide: (input) => made('filed', input),
        }),
        grant: command({
          summary: 'Grants it.',
          input: z.strictObject({}),
          example: {},
          by: ['operator'],
          from: ['filed'],
          to: ['granted'],
          emits: ['granted'],
          decide: () => made('granted', {}),
        }),
      },
      refusals: {
        'plan-missing': {
          kind: 'invalid',
          title: { en: 'No plan', vi: 'Thiếu bản vẽ' },
          help: 'A permit needs a plan.',
        },
      },
      evolve: (state, { type, data }) => {
        if (type === 'filed') return { phase: 'filed', plan: data.plan };
        if (state === undefined) throw new TypeError('a permit begins with filed');
        return { ...state, phase: 'granted' };
      },
      audienceOf: () => 'anybody',
      fields: { phase: { summary: 'Where it stands.' }, plan: { summary: 'What is to be built.' } },
      views: {
        anybody: { state: ['plan', 'phase'], events: { filed: ['plan'], granted: [] }, actor: ['kind'] },
      },
    }),
  });
