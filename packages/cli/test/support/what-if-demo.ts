import { agency, citizen, createReports, huePolicy, operator, type Reports, system } from '@phananh/core';
import { type SimulatedClock, simulatedClock } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';

/** The moment at which the demonstration is looked at: one case is open. */
export const demoAsOf = '2026-03-05T10:00:00+07:00';

/** Ids follow from the command ids, so that they are the same in every run. */
export interface DemoCases {
  readonly quick: string;
  readonly sixthDay: string;
  readonly eighthDay: string;
  readonly extended: string;
  readonly asked: string;
  readonly overTet: string;
  readonly open: string;
  readonly imported: string;
}

const lighting = 'agency-hue-lighting';
const roads = 'agency-hue-roads';

/** Eight cases of the beginning of 2026 under Hue's seven working days, written to a store by a simulated clock. */
export const buildWhatIfDemo = async (path: string): Promise<DemoCases> => {
  const clock = simulatedClock('2026-01-02T02:00:00.000Z');
  const store = sqliteEventStore(path, { clock });
  const reports = createReports({ store, clock, policy: huePolicy });
  for (const agencyId of [lighting, roads])
    await reports.agencies.register({ agencyId, name: agencyId, kind: 'government' }, { actor: centre });
  const live = livesOf(reports, clock);
  const quick = await live('quick', lighting, '01-05', { '01-07': ['resolve'], '01-08': ['publish'] });
  const sixthDay = await live('sixth-day', lighting, '01-05', { '01-10': ['resolve'], '01-12': ['publish'] });
  const eighthDay = await live('eighth-day', roads, '01-05', { '01-13': ['resolve'], '01-14': ['publish'] });
  const extended = await live('extended', roads, '01-05', {
    '01-12': ['request', 'grant'],
    '01-14': ['resolve'],
    '01-15': ['publish'],
  });
  const asked = await live('asked', lighting, '01-05', {
    '01-06': ['ask'],
    '01-09': ['answer'],
    '01-13': ['resolve'],
    '01-14': ['publish'],
  });
  const overTet = await live('over-tet', lighting, '02-10', { '02-24': ['resolve'], '02-25': ['publish'] });
  const open = await live('open', roads, '02-25', {});
  const imported = await importedCase(reports, clock);
  await store.close();
  return { quick, sixthDay, eighthDay, extended, asked, overTet, open, imported };
};

const centre = operator('o-3');
const reporter = citizen('c-17');
const location = { lat: 16.4637, lng: 107.5909 };

type Act = 'resolve' | 'publish' | 'request' | 'grant' | 'ask' | 'answer';
type Days = { readonly [day: string]: readonly Act[] };

/** Ten in the morning of a day of 2026. */
const onDay = (day: string): string => `2026-${day}T03:00:00.000Z`;

const livesOf =
  (reports: Reports, clock: SimulatedClock) =>
  async (name: string, agencyId: string, submitted: string, days: Days): Promise<string> => {
    clock.set(onDay(submitted));
    const { reportId } = await reports.submit(
      { text: name, location, channel: 'app' },
      { actor: reporter, commandId: `demo-${name}` },
    );
    const officer = { actor: agency('officer-9', agencyId) };
    const by = { actor: centre };
    await reports.verify(reportId, { category: agencyId === roads ? 'roads' : 'lighting' }, by);
    await reports.assign(reportId, { agencyId }, by);
    const acts: { readonly [A in Act]: () => Promise<unknown> } = {
      resolve: () => reports.resolve(reportId, { result: 'x' }, officer),
      publish: () => reports.publish(reportId, { publicText: 'x' }, by),
      request: () => reports.requestExtension(reportId, { workingDays: 3, reason: 'x' }, officer),
      grant: () => reports.grantExtension(reportId, {}, by),
      ask: () => reports.requestInformation(reportId, { question: 'x' }, by),
      answer: () => reports.provideInformation(reportId, { text: 'x' }, { actor: reporter }),
    };
    for (const [day, names] of Object.entries(days)) {
      clock.set(onDay(day));
      for (const act of names) await acts[act]();
    }
    return reportId;
  };

/** Due on 12 January by its own system, and done two days later. */
const importedCase = async (reports: Reports, clock: SimulatedClock): Promise<string> => {
  clock.set(onDay('02-26'));
  const actor = system('import');
  const legacy = { system: 'other', caseId: '1', dueAt: onDay('01-12') };
  const { reportId } = await reports.submit(
    { text: 'imported', location, channel: 'import', category: 'roads', occurredAt: onDay('01-05'), legacy },
    { actor, commandId: 'demo-imported' },
  );
  const at = (day: string) => ({ actor, occurredAt: onDay(day) });
  await reports.verify(reportId, {}, at('01-05'));
  await reports.assign(reportId, { agencyId: roads }, at('01-05'));
  await reports.resolve(reportId, { result: 'x' }, at('01-14'));
  await reports.publish(reportId, { publicText: 'x' }, at('01-14'));
  return reportId;
};
