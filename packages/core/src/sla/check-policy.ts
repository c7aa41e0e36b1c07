import type { z } from 'zod';
import type { WorkingCalendar } from '../calendar/index.ts';
import { PhananhError } from '../engine/index.ts';
import { moves } from './clock-events.ts';
import type { PolicyData } from './clock-policy.ts';

/** One fault of a policy: where, as a JSON pointer, and what. */
export interface PolicyIssue {
  readonly pointer: string;
  readonly message: string;
}

/** A policy that cannot be put in force; `details.issues` names every fault. */
export class InvalidPolicy extends PhananhError {
  readonly code = 'invalid-policy';

  constructor(name: string, issues: readonly PolicyIssue[]) {
    super(
      `the policy ${name} cannot be used: ${issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`,
      {
        issues: issues.map(({ pointer, message }) => ({ pointer, message })),
      },
    );
  }
}

/** The policy with its calendar, when its parts fit together. */
export const checkPolicy = <Data extends PolicyData>(
  parsed: z.ZodSafeParseResult<Data>,
  calendars: readonly WorkingCalendar[],
): { readonly policy: Omit<Data, 'calendar'>; readonly calendar: WorkingCalendar } => {
  if (!parsed.success) {
    throw new InvalidPolicy(
      'given',
      parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message })),
    );
  }
  const { data } = parsed;
  const { calendar: id, ...policy } = data;
  const calendar = calendars.find((candidate) => candidate.id === id);
  const issues = [
    ...(calendar === undefined ? [{ pointer: '/calendar', message: `names ${id}, which is not there` }] : []),
    ...repeated(calendars.map((each) => each.id)).map((twice) => ({
      pointer: '/calendar',
      message: `${twice} is there twice`,
    })),
    ...clockIssues(data),
  ];
  if (calendar === undefined || issues.length > 0) throw new InvalidPolicy(data.name, issues);
  return { policy, calendar };
};

/**
 * Holds a policy's clocks against the events of the workflow that it is for.
 *
 * @throws InvalidPolicy when a clock waits for an event that never comes, or that tells nothing of clocks
 */
export const checkPolicyEvents = (
  { name, clocks }: Pick<PolicyData, 'name' | 'clocks'>,
  types: readonly string[],
): void => {
  const issues = Object.entries(clocks).flatMap(([clock, definition]) =>
    moves.flatMap((move) =>
      definition[move]
        .filter((type) => !types.includes(type))
        .map((type) => ({
          pointer: `/clocks/${clock}/${move}`,
          message: `names ${type}, which is no event that moves clocks`,
        })),
    ),
  );
  if (issues.length > 0) throw new InvalidPolicy(name, issues);
};

const clockIssues = ({ clocks }: Pick<PolicyData, 'clocks'>): readonly PolicyIssue[] =>
  Object.entries(clocks).flatMap(([name, clock]) => {
    const faults = [
      ...(clock.starts.length === 0 ? ['has nothing that starts it'] : []),
      ...(clock.stops.length === 0 ? ['has nothing that stops it'] : []),
      ...(clock.pauses.length > 0 && clock.resumes.length === 0
        ? ['is paused and has nothing that resumes it']
        : []),
      ...clock.starts
        .filter((type) => clock.stops.includes(type))
        .map((type) => `is started and stopped by ${type}`),
      ...('restOf' in clock.term && !hasOwnTerm(clocks[clock.term.restOf])
        ? [`takes the rest of ${clock.term.restOf}, which has no term of its own`]
        : []),
      ...repeated(clock.rungs.map(({ kind, rung }) => `${kind} ${rung}`)).map(
        (twice) => `has the rung ${twice} twice`,
      ),
    ];
    return faults.map((message) => ({ pointer: `/clocks/${name}`, message }));
  });

const hasOwnTerm = (clock: PolicyData['clocks'][string] | undefined): boolean =>
  clock !== undefined && 'term' in clock.term;

const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) < index);
