import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  allowedCommands,
  type EventStore,
  eventFor,
  personalFields,
  type RecordedEvent,
  subjectFor,
} from '../../src/engine/index.ts';
import {
  admin,
  agency,
  agencyWorkflow,
  citizen,
  createReports,
  huePolicy,
  operator,
  type ReportState,
  reportWorkflow,
} from '../../src/report/index.ts';
import { verdictsOf } from '../../src/sla/index.ts';
import { lifecycleFixture, people, type SimulatedClock } from '../../src/testing/index.ts';
import { demandOfAnyHistory } from '../../src/testing/properties.ts';

const { commands } = reportWorkflow;

const roundsThatAre = (verdicts: readonly string[], state: ReportState, now: string): readonly number[] =>
  state.clocks
    .filter(({ clock }) => clock === 'overall')
    .filter((clock) => verdicts.includes(verdictsOf(clock, now)?.verdict ?? ''))
    .map(({ round }) => round);

/** The id in the examples of commands about another report. */
const otherReport = commands.merge.example.into;

/** A history with what was stored as an earlier version. */
const ofEarlierVersions = (): readonly RecordedEvent[] =>
  JSON.parse(readFileSync(new URL('../histories/report-2026-11-text-kept.json', import.meta.url), 'utf8'))
    .events;

/** The lifecycle with the agencies and the other report that the examples name. */
const openReports = async ({
  store,
  clock,
}: {
  readonly store: EventStore;
  readonly clock: SimulatedClock;
}) => {
  const { handler, agencies } = createReports({ store, clock, policy: huePolicy });
  for (const agencyId of ['agency-hue-lighting', 'agency-hue-roads']) {
    const input = { agencyId, name: agencyId, kind: 'government' };
    await agencies.handler.create('register', input, { actor: people.operator });
  }
  await handler.create('submit', commands.submit.example, { actor: citizen('c-18'), id: otherReport });
  return handler;
};

describe('whatever is done, in whatever order, holds what is promised of every workflow', () => {
  it('of a report, and a round that is late stays late', async () => {
    await demandOfAnyHistory(reportWorkflow, {
      policy: huePolicy,
      actors: [
        ...Object.values(people),
        citizen('c-18'),
        agency('officer-1', 'agency-hue-roads'),
        admin('a-1'),
      ],
      open: openReports,
      histories: [ofEarlierVersions()],
      holds: ({ before, after, now }) =>
        // One that was merged when it was late is overdue again when it goes on by itself.
        expect(roundsThatAre(['late', 'overdue'], after, now)).toEqual(
          expect.arrayContaining([...roundsThatAre(['late'], before, now)]),
        ),
      runs: 150,
      commands: 60,
    });
  });

  it('of an agency', () => demandOfAnyHistory(agencyWorkflow, { policy: huePolicy }));
});

describe('what an audience sees', () => {
  const contact = { name: 'Nguyễn Văn A', phone: '0905 123 456', email: 'a@example.org' };
  const secrets = Object.values(contact);

  it('has the personal fields for those who speak with the citizen and those who check, and for nobody else', async () => {
    const { reports, submit, giveAll, clock } = await lifecycleFixture();
    const reportId = await submit({ ...commands.submit.example, contact });
    await giveAll(reportId, 'verify', 'assign', 'resolve', 'publish', 'rate', 'dispute', 'uphold-dispute');
    const { state } = (await reports.handler.load(reportId)) ?? {};
    if (state === undefined) throw new TypeError('the report is gone');
    const events = await Array.fromAsync(reports.handler.history(reportId));
    const seeing = Object.keys(reportWorkflow.views).filter((name) => {
      const audience = name as keyof typeof reportWorkflow.views;
      const context = { now: clock.now(), policy: reports.policy };
      const shown = JSON.stringify([
        subjectFor(reportWorkflow, audience, { id: reportId, state }, context),
        events.map((event) => eventFor(reportWorkflow, audience, state, event)),
      ]);
      return secrets.some((secret) => shown.includes(secret));
    });
    expect(seeing.sort()).toEqual(['auditor', 'operator', 'reporter', 'system']);
  });

  it('names fields that exist, and marks every personal one', () => {
    for (const [type, { schema }] of Object.entries(reportWorkflow.events)) {
      for (const view of Object.values(reportWorkflow.views)) {
        const fields = view.events[type as keyof typeof reportWorkflow.events] ?? [];
        const roots = fields.map((path) => path.split('.', 1)[0]);
        expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(roots));
      }
    }
    expect(personalFields(reportWorkflow.events.submitted.schema)).toEqual(['contact', 'devicePosition']);
    expect(personalFields(commands.submit.input)).toEqual(['contact', 'devicePosition']);
  });

  it('lacks the tracking code for everybody but those who may hand it to the citizen', async () => {
    const { reports, submit, clock } = await lifecycleFixture();
    const reportId = await submit();
    const { state } = (await reports.handler.load(reportId)) ?? {};
    if (state === undefined) throw new TypeError('the report is gone');
    const context = { now: clock.now(), policy: reports.policy };
    const seeing = Object.keys(reportWorkflow.views).filter(
      (audience) =>
        'trackingCode' in
        subjectFor(
          reportWorkflow,
          audience as keyof typeof reportWorkflow.views,
          { id: reportId, state },
          context,
        ),
    );
    expect(seeing.sort()).toEqual(['operator', 'reporter', 'system']);
  });

  it('lacks what was redacted, in the report and in its history', async () => {
    const { reports, submit, give, clock } = await lifecycleFixture();
    const reportId = await submit({ ...commands.submit.example, text: 'Ông Bí Mật ở số 12' });
    await give(reportId, 'comment', { text: 'Bình luận Kín' });
    await give(reportId, 'redact', { field: 'text', revision: 1, reason: 'x' });
    await give(reportId, 'redact', { field: 'text', reason: 'x' });
    const { state } = (await reports.handler.load(reportId)) ?? {};
    if (state === undefined) throw new TypeError('the report is gone');
    const events = await Array.fromAsync(reports.handler.history(reportId));
    const shown = JSON.stringify([
      subjectFor(
        reportWorkflow,
        'auditor',
        { id: reportId, state },
        { now: clock.now(), policy: reports.policy },
      ),
      events.map((event) => eventFor(reportWorkflow, 'auditor', state, event)),
    ]);
    expect(shown).not.toContain('Bí Mật');
    expect(shown).not.toContain('Kín');
    expect(JSON.stringify(events)).toContain('Bí Mật');
  });

  it('has internal comments for officers only', async () => {
    const { reports, submit, give, clock } = await lifecycleFixture();
    const reportId = await submit();
    await give(reportId, 'comment', { text: 'Nói riêng', audience: 'internal' }, operator('o-3'));
    const { state } = (await reports.handler.load(reportId)) ?? {};
    if (state === undefined) throw new TypeError('the report is gone');
    const events = await Array.fromAsync(reports.handler.history(reportId));
    const context = { now: clock.now(), policy: reports.policy };
    const seeing = Object.keys(reportWorkflow.views).filter((name) => {
      const audience = name as keyof typeof reportWorkflow.views;
      const inHistory = events.some(
        (event) => eventFor(reportWorkflow, audience, state, event)?.type === 'commented',
      );
      const shown = subjectFor(reportWorkflow, audience, { id: reportId, state }, context);
      return inHistory || JSON.stringify(shown).includes('Nói riêng');
    });
    expect(seeing.sort()).toEqual(['admin', 'agency', 'analyst', 'auditor', 'operator', 'system']);
  });

  it('is nothing for those who may not know of the report', async () => {
    const { submit, give, state, clock, reports } = await lifecycleFixture();
    const reportId = await submit();
    await give(reportId, 'verify');
    const subject = await state(reportId);
    for (const actor of [undefined, citizen('c-18'), agency('x', 'agency-hue-roads')]) {
      expect(reportWorkflow.audienceOf(subject, actor)).toBeUndefined();
    }
    const context = { now: clock.now(), policy: reports.policy };
    expect(
      allowedCommands({ workflow: reportWorkflow, state: subject, actor: citizen('c-18'), ...context }),
    ).toEqual([]);
  });
});
