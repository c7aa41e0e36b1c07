import { define, event, type Instant, type RecordedEventOf, text } from '@phananh/core';
import { vietnamCalendar } from '@phananh/core/calendar';
import { column, hostedWorkflow, list, projection, table } from '@phananh/core/read-models';
import {
  applyClockChanges,
  type ClockChange,
  clockChangeSchema,
  clockChangesOf,
  commandPolicy,
  type InForce,
  policyInForce,
  policySchema,
  type SlaClock,
} from '@phananh/core/sla';
import { z } from 'zod';

/** A complaint about a building site: somebody looks at it in three working days, and it is settled in thirty days. Two clocks run at once. */

const clockNames = ['look', 'settlement'] as const;
type ClockName = (typeof clockNames)[number];

const PolicyData = policySchema({ clocks: clockNames, parties: ['office'], recipients: ['clerk'] }, {});

const complaintPolicy: InForce<z.output<typeof PolicyData>> = commandPolicy(
  policyInForce(
    PolicyData.safeParse({
      name: 'complaints',
      calendar: 'vn',
      clocks: {
        look: {
          answerableFor: 'office',
          term: { term: { count: 3, unit: 'working-day' } },
          starts: ['complained'],
          stops: ['looked'],
        },
        settlement: {
          answerableFor: 'office',
          term: { term: { count: 30, unit: 'calendar-day' } },
          starts: ['complained'],
          stops: ['settled'],
        },
      },
    }),
    [vietnamCalendar()],
  ),
);

const moved = { clocks: z.array(clockChangeSchema(z.enum(clockNames))).default([]) };
const events = {
  complained: event('Somebody complains about a building site.', { about: text(500), ...moved }),
  looked: event('Somebody was there and looked.', moved),
  settled: event('It is settled.', moved),
} as const;

interface Complaint {
  readonly phase: 'open' | 'looked-at' | 'settled';
  readonly clocks: readonly SlaClock<ClockName>[];
}

interface ComplaintTypes {
  readonly state: Complaint;
  readonly events: typeof events;
  readonly actorKind: 'clerk';
  readonly field: 'id' | 'phase';
  readonly policy: typeof complaintPolicy;
}

const { command, creation, made, workflow } = define<ComplaintTypes>();

const movedBy = (
  type: keyof typeof events,
  before: readonly SlaClock<ClockName>[],
  at: Instant,
  policy: typeof complaintPolicy,
): ClockChange<ClockName>[] => [
  ...clockChangesOf(policy, before, {
    type,
    at,
    round: 1,
    classification: { procedure: 'ordinary', category: null },
    waitingUntil: null,
    hasTerms: true,
  }),
];

const phases = { complained: 'open', looked: 'looked-at', settled: 'settled' } as const;

export const complaintWorkflow = workflow({
  name: 'complaint',
  summary: 'A complaint about a building site.',
  id: z.uuidv7(),
  phases: {
    open: { summary: 'waits for somebody to look' },
    'looked-at': { summary: 'somebody was there' },
    settled: { summary: 'is settled', final: true },
  },
  actorKinds: { clerk: 'takes it and settles it' },
  events,
  commands: {
    complain: creation({
      summary: 'Takes a complaint.',
      input: z.strictObject({ about: text(500) }),
      example: { about: 'They build at night.' },
      by: ['clerk'],
      to: ['open'],
      emits: ['complained'],
      decide: (input, { now, policy }) =>
        made('complained', { ...input, clocks: movedBy('complained', [], now, policy) }),
    }),
    look: command({
      summary: 'Says that somebody was there.',
      input: z.strictObject({}),
      example: {},
      by: ['clerk'],
      from: ['open'],
      to: ['looked-at'],
      emits: ['looked'],
      decide: ({ clocks }, _, { now, policy }) =>
        made('looked', { clocks: movedBy('looked', clocks, now, policy) }),
    }),
    settle: command({
      summary: 'Settles it.',
      input: z.strictObject({}),
      example: {},
      by: ['clerk'],
      from: ['looked-at'],
      to: ['settled'],
      emits: ['settled'],
      decide: ({ clocks }, _, { now, policy }) =>
        made('settled', { clocks: movedBy('settled', clocks, now, policy) }),
    }),
  },
  evolve: (complaint, { type, data }: RecordedEventOf<typeof events>) => ({
    phase: phases[type],
    clocks: applyClockChanges(complaint?.clocks ?? [], data.clocks),
  }),
  fields: { id: { summary: 'Its id.' }, phase: { summary: 'Where it stands.' } },
});

// #region two-clocks
const complaintTable = table(
  {
    complaintId: column.id('Id of the complaint.'),
    about: column.text('What about.').shownAs('phase'),
    look: column.clock('Until somebody looks.').shownAs('phase').nullable(),
    settlement: column.clock('Until it is settled.').shownAs('phase').nullable(),
  },
  { meaning: 'Complaints', indexes: [] },
);

/** Each clock to the column of its name. */
const byName = (clocks: readonly SlaClock[]) => ({
  look: clocks.find(({ clock }) => clock === 'look') ?? null,
  settlement: clocks.find(({ clock }) => clock === 'settlement') ?? null,
});

const complaintList = projection({
  name: 'complaints',
  version: 1,
  reads: complaintWorkflow,
  tables: { complaints: complaintTable },
  apply: ({ type, id, data }, { complaints }) => {
    if (type === 'complained') {
      const clocks = byName(applyClockChanges([], data.clocks));
      return complaints.insert({ complaintId: id, about: data.about, ...clocks });
    }
    const before = complaints.find(id);
    const both = [before?.look, before?.settlement].filter((clock) => clock != null);
    return complaints.update(id, byName(applyClockChanges(both, data.clocks)));
  },
});
// #endregion two-clocks

const allComplaints = list({
  of: complaintList.tables.complaints,
  workflow: complaintWorkflow,
  filters: ['look', 'settlement'],
  sorts: ['look', 'settlement'],
  counts: ['look', 'settlement'],
  by: { clerk: 'all' },
});

export const complaints = hostedWorkflow({
  workflow: complaintWorkflow,
  policy: complaintPolicy,
  projections: [complaintList],
  lists: { complaints: allComplaints },
});
