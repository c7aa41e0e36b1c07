import { z } from 'zod';

/** Kinds of keys of which nobody is erased: without the key of the log nothing can be read, and those of erasures say that one was carried out. */
const kept = ['log', 'erasure'];

/** Kinds of keys of what an authority calls its people: who was registered, and who was invited. */
const staff = ['officer', 'invitation'];

const kindOf = (person: string): string => person.split(':', 1)[0] ?? '';

/**
 * Whose personal data it is, as keys name them: whoever reports (`citizen:c-17`), whom a report of a caller is about (`report:<its id>`), who
 * works for the authority (`officer:<actor id>`, `invitation:<its id>` of whom nobody became), or as `subjectOf` of another workflow names persons.
 */
export const Person = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,49}:.{1,200}$/u,
    'not a kind, a colon and an id: citizen:<actor id>, or report:<report id> of a caller',
  )
  .refine((person) => !kept.includes(kindOf(person)), 'the keys of the log and of erasures are nobody’s');

/** Whether a key is one of somebody who can be erased. */
export const isPerson = (subject: string): boolean => Person.safeParse(subject).success;

/**
 * Whether a key is of what the authority calls one of its own. An administrator erases them once they have left; no request about personal data
 * and no term of a report reaches it.
 */
export const isStaff = (subject: string): boolean => staff.includes(kindOf(subject));

/** Whether a key is one of somebody whom reports are from, or about: what terms and requests reach. */
export const isReporter = (subject: string): boolean => isPerson(subject) && !isStaff(subject);

/** The actor id of an officer whose key it is; undefined for other keys. */
export const officerOfKey = (subject: string): string | undefined =>
  kindOf(subject) === 'officer' ? subject.slice('officer:'.length) : undefined;
