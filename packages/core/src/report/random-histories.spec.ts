import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedCommands,
  eventFor,
  foldOf,
  PhananhError,
  personalFields,
  subjectFor,
} from '../engine/index.ts';
import { verdictsOf } from '../sla/index.ts';
import { lifecycleFixture } from './../testing/index.ts';
import { inputOf, randomHistory } from './../testing/properties.ts';
import { agency, citizen, operator, type ReportState, reportWorkflow } from './index.ts';

const { commands } = reportWorkflow;
const history = randomHistory();

const lateRounds = (state: ReportState, now: string): readonly number[] =>
  state.clocks
    .filter(({ clock }) => clock === 'overall')
    .filter((clock) => verdictsOf(clock, now)?.verdict === 'late')
    .map(({ round }) => round);

describe('whatever is done to a report, in whatever order', () => {
  it('what is allowed is not refused for role or phase, what is refused changes nothing, and late stays late', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const { reports, clock, submit } = await lifecycleFixture();
        const reportId = await submit();
        for (const step of steps) {
          const { command, actor, hours } = step;
          clock.advance(hours * 3_600_000);
          const before = await reports.handler.load(reportId);
          if (before === undefined) throw new TypeError('the report is gone');
          const allowed = reports.handler.allowedCommands(before.state, actor);
          const late = lateRounds(before.state, clock.now());
          const definition = commands[command];
          const outcome = await reports.handler
            .execute(reportId, command, inputOf(step), { actor })
            .catch((error) => {
              if (!(error instanceof PhananhError)) throw error;
              return error;
            });
          const after = await reports.handler.load(reportId);
          if (outcome instanceof PhananhError) {
            expect(after?.revision).toBe(before.revision);
            if (allowed.includes(command)) expect(['wrong-phase', 'forbidden']).not.toContain(outcome.code);
            continue;
          }
          expect(allowed.includes(command) || 'internal' in definition).toBe(true);
          expect(after?.state).toEqual(outcome.state);
          const reachable = definition.to ?? [before.state.phase];
          expect(reachable).toContain(outcome.state.phase);
          expect(lateRounds(outcome.state, clock.now())).toEqual(expect.arrayContaining([...late]));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a snapshot at any revision, folded on, is the whole folded at once', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), async (steps, cut) => {
        const { reports, clock, submit } = await lifecycleFixture();
        const reportId = await submit();
        for (const { command, actor, hours } of steps) {
          clock.advance(hours * 3_600_000);
          await reports.handler
            .execute(reportId, command, commands[command].example, { actor })
            .catch(() => {});
        }
        const events = await Array.fromAsync(reports.handler.history(reportId));
        const whole = foldOf(reportWorkflow);
        for (const event of events) whole.add(event);
        const head = foldOf(reportWorkflow);
        const at = cut % events.length;
        for (const event of events.slice(0, at + 1)) head.add(event);
        const rest = foldOf(reportWorkflow, head.snapshot);
        for (const event of events.slice(at + 1)) rest.add(event);
        expect(rest.snapshot).toEqual(whole.snapshot);
      }),
      { numRuns: 50 },
    );
  });
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
        expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining([...fields]));
      }
    }
    expect(personalFields(reportWorkflow.events.submitted.schema)).toEqual(['contact']);
    expect(personalFields(commands.submit.input)).toEqual(['contact']);
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
