import { z } from 'zod';
import { event, personal, type RecordedEventOf, sealed, text } from '../../engine/index.ts';
import { clockChangeSchema } from '../../sla/index.ts';
import { Person } from '../erasure/person.ts';
import { Contact } from '../values.ts';
import { requestClocks } from './policy.ts';

export const RequestClock = z.enum(requestClocks);
const clocks = z.array(clockChangeSchema(RequestClock)).default([]);

/** What a person says of their own stands under their key, and is gone with it. */
const said = {
  message: sealed(personal(text(2_000))).optional(),
  contact: sealed(Contact).optional(),
} as const;

/** On what a refusal rests. */
export const refusalBases = ['state-management', 'other-law', 'identity-unproven', 'unfounded'] as const;
export const RefusalBasis = z.enum(refusalBases);

export const requestEvents = {
  'erasure-asked': event('A person asks that what is kept of them is erased.', {
    person: Person,
    ...said,
    clocks,
  }),
  'copy-asked': event('A person asks for a copy of what is kept of them.', {
    person: Person,
    ...said,
    clocks,
  }),
  granted: event('It is granted, and is to be done in the term of the law.', {
    ground: text(1_000),
    /** Whether a processor or a third party has to act: the law gives more time for it. */
    processor: z.boolean(),
    clocks,
  }),
  refused: event('It is refused, with the ground that the law asks for.', {
    basis: RefusalBasis,
    ground: text(1_000),
    clocks,
  }),
  extended: event('It takes longer: the one extension, with its reason, which the person is told.', {
    reason: text(1_000),
    clocks,
  }),
  'erased-here': event(
    'What is kept here is erased. A processor or a third party has to do its part yet.',
    {},
  ),
  'processor-done': event('The processor or the third party has erased what it had.', {
    /** By what it is known: a letter, a certificate. It stands in clear. */
    confirmation: text(1_000),
  }),
  fulfilled: event('It is done: everything is erased, or the copy was handed over.', { clocks }),
  withdrawn: event('The person does not ask for it any more.', { clocks }),
  'erasure-waits': event('What is over its term is erased once this request has ended.', {
    erasure: z.uuid(),
  }),
  'deadline-missed': event('A term of the law is over, and it was not kept.', { clock: RequestClock }),
} as const;

export type RecordedRequestEvent = RecordedEventOf<typeof requestEvents>;
