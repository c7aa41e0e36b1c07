import { describe, expect, it } from 'vitest';
import { checkingStreams, replayOfSubject } from '../audit/index.ts';
import { findSubject, memorySnapshots } from '../engine/index.ts';
import { lifecycleFixture, people } from '../testing/index.ts';
import { admin, analyst, auditor, system } from './actors.ts';
import { policiesOfLog } from './adopted/index.ts';
import { agencyHistory } from './agency-history.ts';
import { recomputingDues } from './recorded-dues.ts';
import type { ReportView } from './reports.ts';
import { reportWorkflow } from './workflow.ts';

const importer = system('import:old');
const dueAt = '2026-02-20T10:00:00.000Z';

/** A case of another system that came in late: it was due on the 20th, and published on the 23rd. */
const importedCase = async (snapshots = true) => {
  const fixture = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    ...(snapshots && { snapshots: { store: memorySnapshots() } }),
  });
  const { reports } = fixture;
  const at = (day: string) => ({ actor: importer, occurredAt: `2026-02-${day}T03:00:00.000Z` });
  const input = {
    text: 'Ông Nguyễn Văn A lấn chiếm vỉa hè',
    channel: 'import' as const,
    category: 'roads',
    location: { lat: 16.4637, lng: 107.5909 },
    legacy: { system: 'old', caseId: '1', dueAt },
  };
  const { id: reportId } = await reports.handler.create('submit', input, at('10'));
  await reports.handler.execute(reportId, 'verify', {}, at('11'));
  await reports.handler.execute(reportId, 'assign', { agencyId: 'agency-hue-lighting' }, at('11'));
  await reports.handler.execute(reportId, 'resolve', { result: 'Đã xử lý' }, at('23'));
  await reports.handler.execute(reportId, 'publish', { publicText: 'Đã xử lý' }, at('23'));
  const correct = (revision: number, field: string, to: string | null, actor = admin('ad-1')) =>
    reports.handler.execute(reportId, 'correct', { revision, field, to, reason: 'Sai khi nhập' }, { actor });
  return { ...fixture, reportId, correct };
};

const verdictOf = ({ verdicts }: ReportView) => verdicts;
const late = { final: { verdict: 'late' } };
const onTime = { final: { verdict: 'on-time' } };

describe('a correction', () => {
  it.each([true, false])(
    'counts from its first day on, and not for who asks what was known before it (snapshots: %s)',
    async (snapshots) => {
      const { reports, reportId, correct, clock } = await importedCase(snapshots);
      const before = clock.now();
      expect(verdictOf(await reports.get(reportId))).toMatchObject(late);
      clock.advance(3_600_000);
      await correct(0, 'dueAt', '2026-02-27T17:00:00+07:00');
      expect(verdictOf(await reports.get(reportId))).toMatchObject(onTime);
      expect(verdictOf(await reports.get(reportId, { knownAt: before }))).toMatchObject(late);
      expect(verdictOf(await reports.get(reportId, { revision: 4 }))).toMatchObject(late);
      // What had happened by then, as it is known today.
      expect(verdictOf(await reports.get(reportId, { at: '2026-02-25T03:00:00.000Z' }))).toMatchObject(
        onTime,
      );
      const explain = (query: object) => reports.explain(reportId, query, { actor: auditor('au') });
      expect((await explain({})).due?.at).toBe('2026-02-27T10:00:00.000Z');
      expect((await explain({ knownAt: before })).due?.at).toBe(dueAt);
      await correct(0, 'dueAt', null);
      expect(verdictOf(await reports.get(reportId))).toMatchObject({ final: { verdict: 'no-term' } });
    },
  );

  it('is a step of its own in the life that is replayed, and stands the check of what is stored', async () => {
    const { reports, reportId, correct } = await importedCase();
    await correct(0, 'dueAt', '2026-02-27T17:00:00+07:00');
    await correct(4, 'occurredAt', '2026-02-24T03:00:00Z');
    const as = { actor: auditor('au') };
    const found = await findSubject(reports.handler, reportId, as);
    const steps = await Array.fromAsync(replayOfSubject(reports.handler, found));
    expect(steps.map(({ event: { type } }) => type).slice(4)).toEqual([
      'published',
      'corrected',
      'corrected',
    ]);
    for (const { event, after } of steps) {
      const { revision } = event;
      const {
        position: _,
        revision: __,
        verdicts: ___,
        clocks: ____,
        ...shown
      } = await reports.get(reportId, {
        revision,
        ...as,
      });
      expect(after).toMatchObject(shown);
    }
    expect(steps[5]?.changes).toContainEqual({
      pointer: '/verdicts/final/verdict',
      from: 'late',
      to: 'on-time',
    });
    const log = await Array.fromAsync(reports.store.readAll());
    const dues = recomputingDues(await policiesOfLog(log), await agencyHistory(log));
    const check = checkingStreams(reportWorkflow, dues);
    expect(check(log.filter(({ stream }) => stream === `report-${reportId}`))).toEqual([]);
  });

  it('moves what followed from it: times of clocks, the window to rate in, the agency of the result', async () => {
    const { reports, reportId, correct } = await importedCase();
    await reports.agencies.register(
      { agencyId: 'agency-roads', name: 'Đường bộ', kind: 'government' },
      { actor: people.operator },
    );
    await correct(4, 'occurredAt', '2026-02-24T03:00:00Z');
    await correct(3, 'occurredAt', '2026-02-19T03:00:00Z');
    await correct(4, 'occurredAt', '2026-02-19T04:00:00Z');
    await correct(2, 'agencyId', 'agency-roads');
    const view = await reports.get(reportId);
    expect(view).toMatchObject({
      verdicts: onTime,
      assignment: { agencyId: 'agency-roads' },
      resolution: { agencyId: 'agency-roads', resolvedAt: '2026-02-19T03:00:00.000Z' },
      publication: { publishedAt: '2026-02-19T04:00:00.000Z' },
    });
    const { events } = await reports.history(reportId, { actor: auditor('au') });
    expect(events.slice(3, 5).map(({ occurredAt }) => occurredAt)).toEqual([
      '2026-02-19T03:00:00.000Z',
      '2026-02-19T04:00:00.000Z',
    ]);
    expect(events.at(-1)?.data).toMatchObject({
      revision: 2,
      field: 'agencyId',
      from: { agencyId: 'agency-hue-lighting' },
      to: { agencyId: 'agency-roads' },
      reason: 'Sai khi nhập',
    });
    // Up to a revision the history is what stood there then.
    const then = await reports.history(reportId, { actor: auditor('au'), toRevision: 4 });
    expect(then.events.at(3)?.occurredAt).toBe('2026-02-23T03:00:00.000Z');
  });

  it('says its words to those only who may read what it corrects, and to nobody once that is redacted', async () => {
    const { reports, reportId, correct, give } = await importedCase();
    await correct(0, 'text', 'Bà Trần Thị B lấn chiếm vỉa hè');
    const everyone = {
      officer: people.operator,
      auditor: auditor('au'),
      analyst: analyst('an'),
      public: undefined,
    };
    const told = async (actor: (typeof everyone)[keyof typeof everyone]) =>
      JSON.stringify([await reports.get(reportId, { actor }), await reports.history(reportId, { actor })]);
    for (const actor of [everyone.officer, everyone.auditor, everyone.public])
      expect(await told(actor)).toContain('Trần Thị B');
    expect(await told(everyone.analyst)).not.toMatch(/Trần Thị B|Nguyễn Văn A|Sai khi nhập/);
    await give(reportId, 'redact', { field: 'text', reason: 'Tên người' }, admin('ad-1'));
    for (const actor of Object.values(everyone))
      expect(await told(actor)).not.toMatch(/Trần Thị B|Nguyễn Văn A/);
  });

  it('is hidden with the event whose words it has', async () => {
    const { reports, reportId, correct, give } = await importedCase();
    await correct(0, 'text', 'Bà Trần Thị B lấn chiếm vỉa hè');
    await give(reportId, 'redact', { field: 'text', revision: 0, reason: 'Tên người' }, admin('ad-1'));
    const { events } = await reports.history(reportId);
    expect(JSON.stringify([await reports.get(reportId), events])).not.toMatch(/Trần Thị B|Nguyễn Văn A/);
  });

  it.each([
    [9, 'occurredAt', '2026-02-23T03:00:00Z', 'unknown-revision'],
    [2, 'text', 'Khác', 'not-correctable'],
    [2, 'agencyId', null, 'not-correctable'],
    [3, 'occurredAt', 'hôm qua', 'not-correctable'],
    [0, 'text', 'Ông Nguyễn Văn A lấn chiếm vỉa hè', 'nothing-changes'],
    [2, 'agencyId', 'agency-unknown', 'unknown-agency'],
    [3, 'occurredAt', '2026-02-10T00:00:00Z', 'correction-out-of-order'],
    [4, 'occurredAt', '2026-04-01T00:00:00Z', 'correction-out-of-order'],
  ])('of revision %i, %s to %s is refused: %s', async (revision, field, to, code) => {
    const { correct } = await importedCase();
    await expect(correct(revision, field, to)).rejects.toMatchObject({ code });
  });

  it('is for reports of another system, by the import and administrators', async () => {
    const { reports, submit, reportId, correct } = await importedCase();
    const own = await submit();
    const input = { revision: 0, field: 'category', to: 'roads', reason: 'Sai' } as const;
    await expect(reports.correct(own, input, { actor: admin('ad-1') })).rejects.toMatchObject({
      code: 'import-only',
    });
    await expect(correct(0, 'category', 'lighting', people.operator)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await correct(0, 'category', 'lighting', importer);
    expect((await reports.get(reportId)).category).toBe('lighting');
  });

  it('of the category of the submission moves the one that the verification took over, and none that it decided', async () => {
    const { reports, reportId, correct, give, clock } = await importedCase();
    const before = clock.now();
    clock.advance(1_000);
    await correct(0, 'category', 'lighting');
    expect((await reports.get(reportId)).category).toBe('lighting');
    expect((await reports.get(reportId, { knownAt: before })).category).toBe('roads');
    // From here on the verification says another one than the submission.
    await correct(1, 'category', 'parks');
    await correct(0, 'category', 'water');
    expect((await reports.get(reportId)).category).toBe('parks');
    const { events } = await reports.history(reportId, { actor: auditor('au') });
    expect(events.slice(5).map(({ data }) => [data.revision, data.to])).toEqual([
      [0, { category: 'lighting' }],
      [1, { category: 'lighting' }],
      [1, { category: 'parks' }],
      [0, { category: 'water' }],
    ]);
    await give(reportId, 'redact', { field: 'category', revision: 1, reason: 'Tên người' }, admin('ad-1'));
    const said = JSON.stringify([await reports.get(reportId), await reports.history(reportId)]);
    expect(said).not.toContain('parks');
  });
});
