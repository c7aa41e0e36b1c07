import { z } from 'zod';
import { refuse, text } from '../../engine/index.ts';
import { command, made } from '../types.ts';
import * as v from '../values.ts';

export const link = command({
  summary:
    'Says which citizen a report is of that was taken down for a caller, or imported. From then on it is theirs: they follow it, and it is erased with them.',
  input: z.strictObject({ reporter: v.CitizenId }),
  example: { reporter: 'c-17' },
  by: ['operator'],
  from: 'any',
  emits: ['linked'],
  refuses: ['reported-by-citizen', 'nothing-changes'],
  when: ({ submittedBy }) =>
    submittedBy.kind === 'citizen'
      ? refuse('reported-by-citizen', 'the citizen who reported it is known')
      : undefined,
  decide: ({ linkedTo }, { reporter }) =>
    linkedTo === reporter
      ? refuse('nothing-changes', 'the report is of this citizen already')
      : made('linked', { reporter }),
});

export const unlink = command({
  summary: 'Takes back that a report is of a citizen: it was of somebody else.',
  input: z.strictObject({ reason: text() }),
  example: { reason: 'Nhầm người gọi' },
  by: ['operator'],
  from: 'any',
  emits: ['unlinked'],
  refuses: ['nothing-changes'],
  when: ({ linkedTo }) =>
    linkedTo === null ? refuse('nothing-changes', 'the report is of no citizen whom one knows') : undefined,
  decide: (_, { reason }) => made('unlinked', { reason }),
});
