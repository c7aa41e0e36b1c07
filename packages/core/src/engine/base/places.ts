/** Revision: the place of an event in its stream, from 0. */
export type Revision = number;

/** Position: the place of an event in the whole log. Opaque: compare two, never compute with one. */
export type Position = number;
