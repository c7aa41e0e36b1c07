import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  calendarJsonSchema,
  compileCalendar,
  parseCalendar,
  vietnamCalendar,
  vietnamDays,
} from '../calendar/index.ts';
import { commandDigest } from '../engine/commands/command-digest.ts';
import {
  inAnotherOrder,
  lifecycleFixture,
  listsWithoutOrder,
  memoryEventStore,
  people,
} from './../testing/index.ts';
import { agencyWorkflow, createReports, reportWorkflow } from './index.ts';
import { huePolicyData, policyDataOf, policyJsonSchema, slaPolicy } from './policy.ts';

const example = reportWorkflow.commands.submit.example;

/** Numbers that shuffle, from one that fast-check makes smaller. */
const shuffling = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** Other rest days from a day on, two sessions a day. */
const company = {
  ...vietnamDays,
  id: 'company',
  sessions: [
    ['07:00', '11:00'],
    ['13:00', '16:30'],
  ],
  patterns: [
    { from: '2027-03-01', weeklyRestDays: ['Sun'] },
    {
      from: '2027-07-01',
      weeklyRestDays: ['Wed', 'Sun'],
      sessions: [
        ['08:00', '12:00'],
        ['14:00', '18:00'],
      ],
    },
  ],
};

const policyData = {
  ...huePolicyData,
  clocks: {
    ...huePolicyData.clocks,
    dispute: {
      ...huePolicyData.clocks.dispute,
      // Two at one moment: their order is that of their names, not that of the file.
      rungs: ['b', 'a', 'c'].map((rung) => ({ rung, kind: 'remind' as const, workingDays: -1 })),
    },
  },
};

describe('the order of keys, and of lists that are sets, changes nothing', () => {
  it('in a calendar file', () => {
    const read = (data: unknown) => parseCalendar(JSON.stringify(data));
    const expected = compileCalendar(read(company));
    const days = Array.from({ length: 700 }, (_, day) => expected.addCalendarDays('2026-01-01', day));
    fc.assert(
      fc.property(seeds, (seed) => {
        const other = inAnotherOrder(company, calendarJsonSchema(), shuffling(seed));
        expect(read(other)).toEqual(read(company));
        // Whoever makes the data in code does not read it from a file.
        for (const calendar of [compileCalendar(read(other)), compileCalendar(other as never)]) {
          expect(calendar.version).toBe(expected.version);
          for (const day of days) {
            expect(calendar.describe(day)).toEqual(expected.describe(day));
            expect(calendar.sessionsOf(day)).toEqual(expected.sessionsOf(day));
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it('in a policy and among its calendars: terms, timers and figures are the same', async () => {
    const calendars = [vietnamCalendar(), compileCalendar(parseCalendar(JSON.stringify(company)))];
    const lifeUnder = async (data: typeof huePolicyData, given: typeof calendars) => {
      const policy = slaPolicy(data, given);
      const { submit, giveAll, state } = await lifecycleFixture(undefined, { policy });
      const id = await submit();
      await giveAll(id, 'verify', 'assign', 'resolve', 'publish', 'dispute');
      const last = await state(id);
      return {
        data: policyDataOf(policy),
        versions: policy.calendars.map(({ version }) => version),
        clocks: last.clocks,
        timers: reportWorkflow.timers?.pending(last, id, { policy }),
      };
    };
    const expected = await lifeUnder(policyData, calendars);
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = shuffling(seed);
        const other = inAnotherOrder(policyData, policyJsonSchema(), random);
        const given = random(2) === 0 ? calendars : calendars.toReversed();
        // A shuffled policy is one.
        expect(await lifeUnder(other as typeof huePolicyData, given)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('in the input of a command: its digest, its events and what it leaves are the same', async () => {
    const inputs = {
      verify: { category: 'lighting', labels: ['mưa bão', 'điểm nóng', 'trường học'], areaCode: 'vy-da' },
      assign: { agencyId: 'agency-hue-lighting', supporting: ['agency-hue-roads', 'agency-hue-parks'] },
    };
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = shuffling(seed);
        const { reports, submit } = await lifecycleFixture();
        for (const agencyId of ['agency-hue-parks']) {
          const input = { agencyId, name: agencyId, kind: 'government' } as const;
          await reports.agencies.register(input, { actor: people.operator });
        }
        const id = await submit();
        for (const name of ['verify', 'assign'] as const) {
          const options = { actor: people.operator, commandId: name };
          const schema = z.toJSONSchema(reportWorkflow.commands[name].input, { io: 'input' });
          const first = await reports.handler.execute(
            id,
            name,
            inAnotherOrder(inputs[name], schema, random),
            options,
          );
          const again = inAnotherOrder(inputs[name], schema, random);
          expect(await reports.handler.execute(id, name, again, options)).toEqual({
            ...first,
            replayed: true,
          });
        }
        const state = (await reports.handler.load(id))?.state;
        expect(state?.labels).toEqual(['mưa bão', 'trường học', 'điểm nóng']);
        expect(state?.assignment?.supporting).toEqual(['agency-hue-parks', 'agency-hue-roads']);
      }),
      { numRuns: 15 },
    );
  });
});

it('every list of a file and of a command says whether its order means something', () => {
  expect(listsWithoutOrder(calendarJsonSchema())).toEqual([]);
  expect(listsWithoutOrder(policyJsonSchema())).toEqual([]);
  for (const { commands } of [reportWorkflow, agencyWorkflow])
    for (const [name, { input }] of Object.entries(commands))
      expect([
        name,
        listsWithoutOrder(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })),
      ]).toEqual([name, []]);
});

it('a command with a list in another order that was taken before is recognised when it comes again', async () => {
  const policy = slaPolicy(huePolicyData, [vietnamCalendar()]);
  const store = memoryEventStore();
  const before = createReports({ store, policy });
  const { reportId, stream } = await before.submit(example, { actor: people.citizen });
  const labels = ['b', 'a'];
  const options = { actor: people.operator, commandId: 'v' };
  await before.verify(reportId, { category: 'x', labels }, options);
  const events = await Array.fromAsync(store.readStream(stream));
  const [submitted, verified] = events;
  if (submitted === undefined || verified === undefined) throw new TypeError('two events');
  const digest = commandDigest({
    workflow: 'report',
    id: reportId,
    name: 'verify',
    actor: people.operator,
    input: { category: 'x', labels, priority: 'normal', procedure: 'ordinary' },
    personalFields: [],
  });
  const old = memoryEventStore();
  const recorded = { ...verified, metadata: { ...verified.metadata, commandDigest: digest } };
  await old.append(stream, [submitted, recorded], { expectedRevision: 'no-stream' });
  const reports = createReports({ store: old, policy });
  expect(await reports.verify(reportId, { category: 'x', labels }, options)).toMatchObject({
    replayed: true,
  });
  await expect(
    reports.verify(reportId, { category: 'x', labels: ['b', 'c'] }, options),
  ).rejects.toMatchObject({ code: 'idempotency-conflict' });
});
