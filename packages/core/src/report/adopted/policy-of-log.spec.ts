import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileCalendar, overlaid, vietnamCalendar, vietnamDays } from '../../calendar/index.ts';
import { memoryEventStore } from '../../testing/index.ts';
import { admin, citizen, createReports, eventFault, system } from '../index.ts';
import { huePolicy, huePolicyData, type SlaPolicy, slaPolicy } from '../policy.ts';
import { policyDifference, policyForWriting, policyOfLog } from './index.ts';

const calendar = (id: string, compiledOn: string) =>
  compileCalendar(overlaid(vietnamDays, { id, compiledOn }));
const [before, after] = [calendar('vn', '2026-01-01'), calendar('vn', '2027-01-05')];
const strict = { ...huePolicyData, name: 'strict', returnsBeforeDecision: 1 };
const other = (data = strict, calendars = [vietnamCalendar()]): SlaPolicy => slaPolicy(data, calendars);
const actor = system('test');
const report = { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59, areaCode: '46' } };

const submitted = async () => {
  const store = memoryEventStore();
  await createReports({ store, policy: huePolicy }).submit(report, { actor: citizen('c-1') });
  return store;
};

it('takes a log that says nothing for one of Hue, and writes nothing by reading', async () => {
  const store = memoryEventStore();
  expect(await policyOfLog(store)).toEqual({ policy: huePolicy, adopted: null, names: [] });
  expect(await Array.fromAsync(store.readAll())).toEqual([]);
});

it('begins an empty log with whatever is given, calendars and all', async () => {
  const store = memoryEventStore();
  const given = other(strict, [before, calendar('company', '2026-10-16')]);
  const { policy, adopted } = await policyForWriting(store, { given, actor });
  expect(policyDifference(policy, given)).toBeUndefined();
  expect(adopted).toMatchObject({ by: 'test', reason: null });
  const events = await Array.fromAsync(store.readAll());
  expect(events.map(({ stream, type }) => `${stream} ${type}`)).toEqual([
    'policies-log named',
    'policy-strict adopted',
    'policy-strict calendar-recorded',
    'policy-strict calendar-recorded',
  ]);
  expect(events.map(eventFault)).toEqual([undefined, undefined, undefined, undefined]);
  // Again, with it or with nothing, writes nothing.
  await policyForWriting(store, { given, actor });
  await policyForWriting(store, { actor });
  expect(await Array.fromAsync(store.readAll())).toHaveLength(4);
});

it('writes nothing where the policy that would stand there is no use, given or not', async () => {
  const store = memoryEventStore();
  const check = ({ name }: SlaPolicy): void => {
    throw new RangeError(name);
  };
  await expect(policyForWriting(store, { actor, check })).rejects.toThrow('hue');
  const late = async (policy: SlaPolicy): Promise<void> => check(policy);
  await expect(policyForWriting(store, { actor, check: late })).rejects.toThrow('hue');
  await expect(policyForWriting(store, { given: other(), actor, check })).rejects.toThrow('strict');
  expect(await Array.fromAsync(store.readAll())).toEqual([]);
});

it('refuses another policy, other calendars, and another content of a version, and says where they differ', async () => {
  const store = memoryEventStore();
  await policyForWriting(store, { given: other(strict, [before]), actor });
  const forged = compileCalendar({ ...before.data, daysOff: before.data.daysOff.slice(1) });
  for (const [given, says] of [
    [huePolicy, 'the policy strict, not under hue'],
    [other({ ...strict, returnsBeforeDecision: 2 }, [before]), 'they differ at /returnsBeforeDecision'],
    [other(strict, [after]), 'the calendars vn@2026-01-01, not on vn@2027-01-05'],
    [other(strict, [forged]), 'another calendar as vn@2026-01-01'],
  ] as const)
    await expect(policyForWriting(store, { given, actor })).rejects.toMatchObject({
      code: 'policy-differs',
      message: expect.stringContaining(says),
    });
  expect(await Array.fromAsync(store.readAll())).toHaveLength(3);
});

it('takes a log with events and without a policy for one of Hue, on whichever calendars come first', async () => {
  const refused = policyForWriting(await submitted(), { given: other(), actor });
  await expect(refused).rejects.toMatchObject({ code: 'policy-differs' });
  const store = await submitted();
  const { policy } = await policyForWriting(store, { given: other(huePolicyData, [before]), actor });
  expect(policy.calendars.map(({ version }) => version)).toEqual(['vn@2026-01-01']);
  const later = policyForWriting(store, { given: huePolicy, actor });
  await expect(later).rejects.toMatchObject({ code: 'policy-differs' });
});

it('keeps the versions that are no longer in force, to explain old due days', async () => {
  const store = memoryEventStore();
  await policyForWriting(store, { given: other(strict, [before]), actor });
  const given = other(strict, [after]);
  const by = { actor: admin('an'), reason: 'Thông báo 12729' };
  const { policy, adopted } = await policyForWriting(store, { given, ...by });
  expect(policy.formerCalendars.map(({ version }) => version)).toEqual(['vn@2026-01-01']);
  expect(adopted).toMatchObject({ by: 'an', reason: 'Thông báo 12729' });
});

it('has in force what was adopted last, whatever was before', async () => {
  const policies = [huePolicy, other(), other(huePolicyData, [after]), other({ ...strict, name: 'Huế 2' })];
  const places = fc.array(fc.nat({ max: policies.length - 1 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(places, async (order) => {
      const store = memoryEventStore();
      for (const place of order) {
        const given = policies[place] ?? huePolicy;
        await policyForWriting(store, { given, actor: admin('an'), reason: 'so decided' });
        expect(policyDifference((await policyOfLog(store)).policy, given)).toBeUndefined();
      }
    }),
    { numRuns: 10 },
  );
});

it('is begun by several hosts at the same time as by one, and by those with another policy not at all', async () => {
  const store = memoryEventStore();
  let now = 0;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 29) + now++).toISOString() };
  const begin = (given: SlaPolicy) => policyForWriting(store, { given, actor, clock });
  const begun = await Promise.allSettled([
    begin(huePolicy),
    begin(huePolicy),
    begin(huePolicy),
    begin(other()),
  ]);
  const { policy } = await policyOfLog(store);
  for (const one of begun)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'policy-differs' });
    else expect(policyDifference(one.value.policy, policy)).toBeUndefined();
  expect(begun.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
});

it('goes on where a start was cut off between the name and the policy', async () => {
  const whole = memoryEventStore();
  await policyForWriting(whole, { given: other(), actor });
  const store = memoryEventStore();
  for await (const { metadata, stream, ...event } of whole.readAll({ limit: 1 }))
    await store.append(stream, [{ ...event, metadata }], { expectedRevision: 'no-stream' });
  expect(await policyOfLog(store)).toMatchObject({ adopted: null });
  // Only its own beginning is in it: it is still whoever's comes first.
  const { policy } = await policyForWriting(store, { given: other(), actor });
  expect(policy.name).toBe('strict');
});

it('refuses commands of a program that embeds another policy than that of the log, and no repeats of before', async () => {
  const store = memoryEventStore();
  const own = createReports({ store, policy: other() });
  const first = { actor: citizen('c-1'), commandId: '0b2c8c62-9f8b-4b7e-8d6b-0d7f5f6f2b11' };
  const { reportId } = await own.submit(report, first);
  await policyForWriting(store, { given: other(), actor: admin('an'), reason: 'ours' });
  const embedded = createReports({ store, policy: huePolicy });
  await expect(embedded.submit(report, { actor: citizen('c-2') })).rejects.toMatchObject({
    code: 'policy-differs',
  });
  expect(await embedded.submit(report, first)).toMatchObject({ reportId, replayed: true });
  expect(await embedded.get(reportId)).toMatchObject({ reportId });
  await createReports({ store, policy: other() }).submit(report, { actor: citizen('c-2') });
});

it('stops a program under whose feet another policy was adopted, once it is told of the event', async () => {
  const store = memoryEventStore();
  await policyForWriting(store, { given: other(), actor });
  const reports = createReports({ store, policy: other() });
  await reports.submit(report, { actor: citizen('c-1') });
  await policyForWriting(store, { given: huePolicy, actor: admin('an'), reason: 'back' });
  const told: (string | undefined)[] = [];
  for await (const event of store.readAll()) told.push(await reports.policyGuard.passed(event));
  expect(told.filter((one) => one !== undefined)).toEqual([
    'the log is written under the policy hue, not under strict',
  ]);
  const refused = reports.submit(report, { actor: citizen('c-2') });
  await expect(refused).rejects.toMatchObject({ code: 'policy-differs' });
});

it('refuses a name that no stream can have', () => {
  for (const name of ['a\nb', '\ud800', ''])
    expect(() => other({ ...strict, name })).toThrow(expect.objectContaining({ code: 'invalid-policy' }));
});
