import { z } from 'zod';

/** Kinds of keys of which nobody is erased: what officers are called is the authority's, and without the key of the log nothing can be read. */
const kept = ['officer', 'log'];

/**
 * Whose personal data it is, as keys name them: whoever reports (`citizen:c-17`), whom a report of a caller is about (`report:<its id>`),
 * or as `subjectOf` of another workflow names persons.
 */
export const Person = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,49}:.{1,200}$/u,
    'not a kind, a colon and an id: citizen:<actor id>, or report:<report id> of a caller',
  )
  .refine(
    (person) => !kept.includes(person.split(':', 1)[0] ?? ''),
    'what officers are called is the authority’s, and the key of the log is nobody’s',
  );

/** Whether a key is one of somebody who can be erased. */
export const isPerson = (subject: string): boolean => Person.safeParse(subject).success;
