import { join } from 'node:path';
import { auditor, citizen, createReports, huePolicy, operator } from '@phananh/core';
import { simulatedClock } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

/** A store with one report that was submitted, verified and commented on. */
const storeWithAReport = async () => {
  const file = join(inTemporaryDirectory(), 'log.db');
  const store = sqliteEventStore(file, { clock: simulatedClock('2026-03-02T02:00:00.000Z') });
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const reports = createReports({ store, policy: huePolicy, clock });
  const { reportId, trackingCode } = await reports.submit(
    { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 } },
    { actor: citizen('c-17') },
  );
  clock.advance(3_600_000);
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  await reports.comment(reportId, { text: 'Đã rõ' }, { actor: operator('o-3') });
  await store.close();
  return { file, address: `sqlite:${file}`, reportId, trackingCode, clock };
};

const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('phananh replay', () => {
  test('tells a report step by step, for people and for machines', async () => {
    const { address, trackingCode, reportId } = await storeWithAReport();
    const { out, code } = await phananh('replay', trackingCode, '--store', address);
    expect(code).toBe(0);
    expect(out).toContain('1  verified  2026-03-02T10:00:00+07:00');
    expect(out).toContain('command: verify by operator o-3, under the policy ');
    expect(out).toMatch(/phase +submitted +verified/);
    const steps = lines((await phananh('replay', reportId, '--json', '--store', address)).out);
    expect(steps.map(({ event, command }) => [event.revision, event.type, command.name])).toEqual([
      [0, 'submitted', 'submit'],
      [1, 'verified', 'verify'],
      [2, 'commented', 'comment'],
    ]);
    const [only, ...none] = lines(
      (await phananh('replay', reportId, '--revision', '1', '--json', '--store', address)).out,
    );
    expect([only.event.type, only.before.phase, only.after.phase, none]).toEqual([
      'verified',
      'submitted',
      'verified',
      [],
    ]);
    const beyond = await phananh('replay', reportId, '--revision', '9', '--store', address);
    expect([beyond.code, beyond.err]).toEqual([1, expect.stringContaining('not-found')]);
  });

  test('holds every stored event against the code, and names what differs', async () => {
    const { file, address, reportId } = await storeWithAReport();
    const sound = await phananh('replay', '--all', '--check', '--store', address);
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining("0 differ from today's code")]);
    const store = sqliteEventStore(file);
    const stream = `report-${reportId}`;
    const data = { category: 'roads', priority: 'normal', procedure: 'ordinary', labels: [] };
    const forged = { ...newEvent(data), type: 'verified' };
    const { metadata } = forged;
    await store.append(
      stream,
      [{ ...forged, metadata: { ...metadata, actor: auditor('a'), command: 'verify' } }],
      {
        expectedRevision: 2,
      },
    );
    await store.append('permit-1', [newEvent()], { expectedRevision: 'no-stream' });
    await store.close();
    const { code, out, err } = await phananh('replay', '--all', '--check', '--store', address);
    expect(code).toBe(1);
    expect(out).toMatch(
      new RegExp(
        `^${stream} revision 3 \\(position \\d+, verified\\): command: this auditor may not verify`,
        'm',
      ),
    );
    expect(err).toContain('not looked at: 1 stream permit-…');
    const told = lines((await phananh('replay', '--all', '--check', '--json', '--store', address)).out);
    expect(told[0]).toMatchObject({ stream, revision: 3, check: 'command', isChecked: true });
    expect(told.at(-1)).toMatchObject({ check: 'sums', streamsOfOthers: { permit: 1 } });
  });

  test('names the stream, revision, position and kind of what was forged, in reports and in every workflow of its own', async () => {
    const { file, address, reportId } = await storeWithAReport();
    const asked = await phananh(
      ...['requests', 'ask', '--kind', 'erasure', '--person', 'citizen:c-17', '--json', '--store', address],
    );
    expect(asked.code).toBe(0);
    const { dataRequestId } = JSON.parse(asked.out);
    const store = sqliteEventStore(file);
    /** The first event of a stream, under another id, with the due instants of its clocks put off for a year. */
    const putOff = async (stream: string, id: string): Promise<string> => {
      for await (const { type, version, data, metadata } of store.readStream(stream, { limit: 1 })) {
        const text = JSON.stringify(data).replaceAll(/"(day|at)":"2026-/g, '"$1":"2027-');
        const forged = { ...newEvent(), type, version, data: JSON.parse(text), metadata };
        await store.append(id, [forged], { expectedRevision: 'no-stream' });
      }
      return id;
    };
    const report = await putOff(`report-${reportId}`, 'report-019a0000-0000-7000-8000-000000000001');
    const request = await putOff(
      `dataRequest-${dataRequestId}`,
      'dataRequest-019a0000-0000-7000-8000-000000000002',
    );
    const verified = { ...newEvent({ category: 7 }), type: 'verified' };
    await store.append(`report-${reportId}`, [verified], { expectedRevision: 2 });
    await store.close();
    const { code, out, err } = await phananh('replay', '--all', '--check', '--store', address);
    expect(code).toBe(1);
    for (const words of [
      `${report} revision 0 \\(position \\d+, submitted\\): due: `,
      `${request} revision 0 \\(position \\d+, erasure-asked\\): due: `,
      `report-${reportId} revision 3 \\(position \\d+, verified\\): schema: .*category`,
    ])
      expect(out).toMatch(new RegExp(`^${words}`, 'm'));
    expect(err).toBe('');
  });

  test.each([
    [[], 'replay takes the id of a report'],
    [['--all'], '--all and --check go together'],
    [['--check'], '--all and --check go together'],
    [['x', '--all', '--check'], 'takes no id'],
    [['x', '--revision', '-1'], 'a whole number'],
  ])('is wrong usage as replay %j', async (args, words) => {
    const { code, err } = await phananh('replay', ...args, '--store', 'sqlite:nowhere.db');
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('phananh diff', () => {
  test('tells what changed between a revision and a moment, and what happened between', async () => {
    const { address, reportId, clock } = await storeWithAReport();
    const { out, code } = await phananh(
      ...['diff', reportId, '--from', '0', '--to', clock.now(), '--store', address],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^from +revision 0, as of 2026-03-02T09:00:00\+07:00$/m);
    expect(out).toMatch(/^phase +submitted +verified$/m);
    expect(out).toMatch(/^ +1 +2026-03-02T10:00:00\+07:00 +verified +operator o-3$/m);
    const [told] = lines(
      (await phananh('diff', reportId, '--from', '1', '--to', '0', '--json', '--store', address)).out,
    );
    expect(told).toMatchObject({ reportId, from: { revision: 1 }, to: { revision: 0 } });
    expect(told.changes).toContainEqual({ pointer: '/phase', from: 'verified', to: 'submitted' });
  });

  test('needs two places', async () => {
    for (const args of [
      [],
      ['--from', '0'],
      ['--from', '0', '--to', '2026-03-02'],
      ['--from', 'x', '--to', '1'],
    ])
      expect((await phananh('diff', 'x', ...args, '--store', 'sqlite:nowhere.db')).code).toBe(2);
  });
});
