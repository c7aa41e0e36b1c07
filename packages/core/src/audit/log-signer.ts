import { z } from 'zod';
import { define, type RecordedEventOf } from '../engine/index.ts';

/** What stands in a store about who signs its transparency log. */

const Named = z.strictObject({
  /** Name of the log without its epoch. */
  origin: z.string().min(1),
  /** Id of the folder that the log lies in, which is copied with it. */
  folder: z.uuid(),
});

const logSignerEvents = {
  'signer-named': {
    summary: 'From here on the transparency log of the store lies in this folder, under this name.',
    version: 1,
    schema: Named,
  },
} as const;

/** Who signs: the name of the log, and the folder that it lies in. */
export type LogSignerState = z.output<typeof Named> & { readonly phase: 'named' };

export interface LogSignerTypes {
  readonly state: LogSignerState;
  readonly events: typeof logSignerEvents;
  readonly phase: 'named';
  readonly actorKind: 'system';
  readonly audience: never;
  readonly field: 'origin' | 'folder';
  readonly refusal: never;
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { creation, workflow } = define<LogSignerTypes>();

/** A store has one. */
export const idOfSigner = 'signer';

/** Which folder has the transparency log of the store; nobody asks it anything. */
export const logSignerWorkflow = workflow({
  name: 'transparency',
  summary: 'Which folder has the transparency log of the store, and under which name.',
  id: z.literal(idOfSigner),
  phases: { named: { summary: 'is named' } },
  actorKinds: { system: 'the first host that signs' },
  events: logSignerEvents,
  commands: {
    name: creation({
      summary: 'Names the signer of the transparency log.',
      input: Named,
      example: { origin: 'log.example.gov.vn/phananh', folder: '019a0000-0000-7000-8000-000000000000' },
      by: ['system'],
      emits: ['signer-named'],
      to: ['named'],
      internal: true,
      idFrom: () => idOfSigner,
      decide: (data: z.output<typeof Named>) => ({ type: 'signer-named' as const, data }),
    }),
  },
  refusals: {},
  evolve: (
    _: LogSignerState | undefined,
    { data: { origin, folder } }: RecordedEventOf<typeof logSignerEvents>,
  ): LogSignerState => ({ phase: 'named', origin, folder }),
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: () => undefined,
  fields: {
    origin: { summary: 'Name of the log without its epoch.' },
    folder: { summary: 'Id of the folder that the log lies in.' },
  },
  views: {},
  present: (_, { origin, folder }) => ({ origin, folder }),
});
