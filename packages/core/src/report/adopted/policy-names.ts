import { z } from 'zod';
import { define, type RecordedEventOf } from '../../engine/index.ts';
import { PolicyName } from '../../sla/index.ts';

/**
 * Which policies a log has had, in one stream: the last one is found by it in a few short reads, in a log of any length and on
 * every store. A name stands here before its policy is adopted, so that one that is adopted is never missing.
 */

const namesEvents = {
  named: {
    summary: 'A policy of this name is adopted for the first time.',
    version: 1,
    schema: z.strictObject({ name: PolicyName }),
  },
} as const;

interface PolicyNames {
  readonly phase: 'kept';
  readonly names: readonly string[];
}

export interface PolicyNamesTypes {
  readonly state: PolicyNames;
  readonly events: typeof namesEvents;
  readonly phase: PolicyNames['phase'];
  readonly actorKind: 'admin' | 'system';
  readonly audience: 'admin';
  readonly field: 'names';
  readonly refusal: never;
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { command, creation, workflow } = define<PolicyNamesTypes>();

/** A log has one. */
export const policyNamesId = 'log';

const input = z.strictObject({ name: PolicyName });
const both = { input, example: { name: 'hue' }, by: ['admin', 'system'], emits: ['named'] } as const;
const named = ({ name }: z.output<typeof input>) => ({ type: 'named' as const, data: { name } });

export const policyNamesWorkflow = workflow({
  name: 'policies',
  summary: 'The names of the policies that the log has had.',
  id: z.literal(policyNamesId),
  phases: { kept: { summary: 'has names' } },
  actorKinds: { admin: 'runs the hosts', system: 'a host or an import that begins a log' },
  events: namesEvents,
  commands: {
    'name-first': creation({
      ...both,
      summary: 'Names the first policy.',
      to: ['kept'],
      idFrom: () => policyNamesId,
      decide: named,
    }),
    name: command({
      ...both,
      summary: 'Names another policy.',
      from: ['kept'],
      decide: (_, given) => named(given),
    }),
  },
  refusals: {},
  evolve: (
    state: PolicyNames | undefined,
    { data: { name } }: RecordedEventOf<typeof namesEvents>,
  ): PolicyNames => ({ phase: 'kept', names: [...(state?.names ?? []), name] }),
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: (_, actor) => (actor?.kind === 'admin' ? 'admin' : undefined),
  fields: { names: { summary: 'In the order in which they came.' } },
  views: { admin: { state: ['names'], events: { named: ['name'] }, actor: ['kind', 'id'] } },
  present: (_, { names }) => ({ names: [...names] }),
});
