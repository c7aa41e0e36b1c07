import { z } from 'zod';

/**
 * A step of the ladder around a due moment. Each fires once for a clock.
 *
 * @param recipients who can be told; the first is told where nobody is named
 */
export const rungSchema = <Recipient extends string>(recipients: readonly [Recipient, ...Recipient[]]) =>
  z.strictObject({
    rung: z.string().regex(/^[a-z0-9-]{1,40}$/, 'not a rung: lower-case letters, digits and hyphens'),
    /** `overdue` is marked at the due moment itself; the others are told at a time of day on a working day. */
    kind: z.enum(['remind', 'overdue', 'escalate']),
    /** Working days from the due day: -1 the one before, 0 the due day, 1 the first late one. */
    workingDays: z.int().min(-100).max(100).default(0),
    /** Local time of day. */
    time: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
      .default('08:00'),
    to: z.enum(recipients).default(() => recipients[0]),
  });

/** A step of the ladder, as a policy has it. */
export interface Rung<Recipient extends string = string> {
  readonly rung: string;
  readonly kind: 'remind' | 'overdue' | 'escalate';
  readonly workingDays: number;
  readonly time: string;
  readonly to: Recipient;
}

/** The ladder from below: by day and time of day, then by name, because two may come at one moment. */
export const inOrderOfRungs = <Some extends Rung>(rungs: readonly Some[]): Some[] =>
  rungs.toSorted(
    (a, b) =>
      a.workingDays - b.workingDays ||
      (a.time < b.time ? -1 : a.time > b.time ? 1 : 0) ||
      (`${a.kind} ${a.rung}` < `${b.kind} ${b.rung}` ? -1 : 1),
  );

export type RungKind = Rung['kind'];
