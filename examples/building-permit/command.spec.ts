import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCli, createProgram, run } from '@phananh/cli';
import { huePolicy, type JsonObject } from '@phananh/core';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { runReports, sqliteEventStore } from '@phananh/sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { permits } from './index.ts';

const module = fileURLToPath(new URL('./index.ts', import.meta.url));
const workingDirectory = process.cwd();

let directory: string;
let said: { out: string; err: string };
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-permit-command-'));
  said = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += text;
    return true;
  });
  const host = await runReports({
    file: join(directory, 'a.db'),
    policy: huePolicy,
    workflows: [permits],
  });
  const handler = host.workflows[0]?.handler;
  for (const parcel of ['A 1', 'A 2'])
    await handler?.create('apply', { parcel, plans: 'A house' }, { actor: { kind: 'applicant', id: 'ann' } });
  await host.close();
});
afterEach(() => {
  vi.restoreAllMocks();
  process.chdir(workingDirectory);
  process.exitCode = 0;
  rmSync(directory, { recursive: true, force: true });
});

const ofStore = () => ['--store', `sqlite:${join(directory, 'a.db')}`];
/** A permit with an event that nobody can read, and its stream. */
const spoiltPermit = async (): Promise<string> => {
  const log = sqliteEventStore(join(directory, 'a.db'));
  const events = await Array.fromAsync(log.readAll());
  const first = events.find(({ stream }) => stream.startsWith('permit-'));
  if (first === undefined) throw new Error('nothing was applied for');
  const { type: _, data: __, ...envelope } = first;
  const poison = { ...envelope, id: crypto.randomUUID(), type: 'granted', data: { conditions: 'none' } };
  await log.append(first.stream, [poison], { expectedRevision: 0 });
  await log.close();
  return first.stream;
};
const json = (): JsonObject => JSON.parse(said.out);

it('lists permits where the command is told which module lists their workflow', async () => {
  const query = ['--where', 'phase=applied', '--sort', '-appliedAt', '--limit', '1', '--json'];
  expect(await run(createProgram(), ['list', 'permits', ...ofStore(), '--workflows', module, ...query])).toBe(
    0,
  );
  expect(json()).toMatchObject({ permits: [{ parcel: 'A 2' }], parkedStreams: 0 });
});

it('counts them in a program of their own, by phase and by the verdict of their clock', async () => {
  const { run: ran } = createCli({ workflows: [permits] });
  expect(await ran(['list', 'permits', ...ofStore(), '--count', 'phase,decision', '--json'])).toBe(0);
  expect(json()).toEqual({
    counts: [{ of: { phase: 'applied', decision: 'open' }, count: 2 }],
    parkedStreams: 0,
    skippedEvents: 0,
    deletedStreams: 0,
  });
});

it('searches them, and counts them by the month of their decision', async () => {
  const { run: ran } = createCli({ workflows: [permits] });
  expect(await ran(['list', 'permits', ...ofStore(), '--where', 'q=a hou', '--json'])).toBe(0);
  expect(json().permits).toHaveLength(2);
  said.out = '';
  expect(await ran(['list', 'permits', ...ofStore(), '--count', 'decidedOnMonth', '--json'])).toBe(0);
  expect(json()).toMatchObject({ counts: [{ of: { decidedOnMonth: null }, count: 2 }] });
});

it('computes due instants anew where their workflow says how, and says of which they were not', async () => {
  const check = async (workflow: AnyHostedWorkflow): Promise<JsonObject> => {
    said.out = '';
    const order = ['replay', '--all', '--check', '--json', ...ofStore()];
    await createCli({ workflows: [workflow] }).run(order);
    return JSON.parse(said.out.trimEnd().split('\n').at(-1) ?? '');
  };
  const fine = { faults: 0, unchecked: 0, eventsWithoutDues: {} };
  expect(await check(permits)).toMatchObject(fine);
  const { recompute: _, ...silent } = permits;
  expect(await check(silent)).toMatchObject({ ...fine, eventsWithoutDues: { permit: 2 } });
  expect(said.err).toContain('not computed anew: the due instants of 2 events of permit');
  const without = { ...permits, recompute: ({ data }: { data: object }) => ({ ...data, clocks: [] }) };
  expect(await check(without)).toMatchObject({ ...fine, faults: 2 });
  // The log does not have the policies of other workflows.
  const other = { ...permits, policy: { ...permits.policy, name: 'another' } };
  expect(await check(other)).toMatchObject({ ...fine, unchecked: 2 });
});

it('names the workflow that is missing where something parked is to be left out, and where tables are rebuilt', async () => {
  const stream = await spoiltPermit();
  await createCli({ workflows: [permits] }).run(['rebuild', ...ofStore()]);
  expect(said.out).toContain(`parked: ${stream}`);
  expect(said.err).not.toContain('permit-');
  expect(await run(createProgram(), ['parked', 'skip', stream, '--reason', 'known', ...ofStore()])).toBe(1);
  expect(said.err).toContain(
    `missing-workflow: ${stream} stays parked for permits: its workflow was not given`,
  );
  expect(said.err).not.toContain('the host that follows the log');
  said.err = '';
  expect(await run(createProgram(), ['rebuild', ...ofStore()])).toBe(0);
  expect(said.err).toContain('the log has 2 streams permit-…, of a workflow that this command was not given');
});

it('finds the module in the package.json of the folder, and rebuilds their tables with those of reports', async () => {
  process.chdir(directory);
  writeFileSync('package.json', JSON.stringify({ phananh: { workflows: module } }));
  expect(await run(createProgram(), ['rebuild', ...ofStore(), '--json'])).toBe(0);
  said.out = '';
  expect(await run(createProgram(), ['list', 'permits', ...ofStore()])).toBe(0);
  expect(said.out).toMatch(/A 1 .*open \(due \d/);
});

it('names the streams of a workflow that it was not given, and where the rows of one are that it was', async () => {
  const says = async (...args: string[]) => {
    said = { out: '', err: '' };
    const code = await run(createProgram(), [...args, ...ofStore()]);
    // What the doctor finds is its result.
    return [code, said.err + said.out];
  };
  const exported = ['export', '--format', 'csv', '--what', 'cases', '-o', join(directory, 'cases.csv')];
  for (const command of [['sla'], ['signals'], ['parked'], ['doctor'], exported]) {
    expect(await says(...command)).toEqual([0, expect.stringMatching(/ 2 streams permit-…/)]);
    const [, told] = await says(...command, '--workflows', module);
    expect(told).not.toContain('permit-…');
  }
  expect(await says(...exported, '--workflows', module)).toEqual([
    0,
    expect.stringContaining('those of permit: phananh export --what permits'),
  ]);
});

it('counts the verdicts of their clock beside those of reports, where nothing narrows the question down', async () => {
  const ran = (...args: string[]) =>
    run(createProgram(), ['sla', ...args, '--workflows', module, ...ofStore()]);
  expect(await ran('--json')).toBe(0);
  const last = said.out.trim().split('\n').at(-1) ?? '';
  const counted = { workflow: 'permit', list: 'permits', clock: 'decision', verdict: 'open', count: 2 };
  expect(JSON.parse(last)).toEqual({ ...counted, asOf: expect.any(String) });
  said = { out: '', err: '' };
  expect(await ran()).toBe(0);
  expect(said.out).toMatch(/permit +permits +decision +open +2/);
  said = { out: '', err: '' };
  expect(await ran('--from', '2026-01-01T00:00:00Z')).toBe(0);
  expect(said.out).not.toContain('permit');
  expect(said.err).toContain('the clocks of permit are counted without --from');
});

it.each(['csv', 'parquet'])(
  'exports them as %s, without persons and with the verdicts of their clock',
  async (format) => {
    const file = join(directory, `permits.${format}`);
    const order = ['export', '--format', format, '--what', 'permits', '-o', file, ...ofStore()];
    expect(await run(createProgram(), order)).toBe(2);
    expect(said.err).toContain(
      '--what takes cases, events, clocks, clock-events, former-events, former-clock-events, agency-events, not permits; --workflows',
    );
    expect(await run(createProgram(), [...order, '--workflows', module])).toBe(0);
    const text = readFileSync(file, 'latin1');
    if (format === 'parquet') expect(text).toMatch(/^PAR1.*decision_verdict.*PAR1$/s);
    else {
      const [header, ...rows] = text.trim().split('\r\n');
      expect(header).toBe(
        'permit_id,phase,parcel,plans,inspector,applied_at,decision_started_at,decision_due_day,decision_due_at,decision_paused_at,decision_stopped_at,decision_cancelled_at,decision_verdict,decided_on,log_position,schema_version,exported_at,parked_streams,skipped_events',
      );
      expect(rows).toHaveLength(2);
      expect(rows[1]).toMatch(/,applied,A 2,A house,.*,open,,/);
    }
    expect(await run(createProgram(), [...order.with(2, 'xes'), '--workflows', module])).toBe(2);
  },
);

it('says which lists there are, and what was called wrongly', async () => {
  const wrong = async (...args: string[]) => {
    said.err = '';
    return [await run(createProgram(), [...args, ...ofStore()]), said.err] as const;
  };
  expect(await wrong('list', 'permits')).toEqual([2, expect.stringContaining('--workflows')]);
  expect(await wrong('list', 'permits', '--workflows', 'nowhere.ts')).toEqual([
    2,
    expect.stringContaining('--workflows nowhere.ts: there is no such file'),
  ]);
  const query = ['--workflows', module, '--where', 'phase=lost'];
  expect(await wrong('list', 'permits', ...query)).toEqual([2, expect.stringContaining('/phase')]);
});

it('serves them to the kinds of actors that they have, by development tokens, and to no others', async () => {
  const ended = new Promise<void>((resolve) => {
    vi.spyOn(process, 'exit').mockImplementation((() => resolve()) as () => never);
  });
  const serve = ['serve', '--port', '0', ...ofStore(), '--workflows', module, '--json'];
  expect(await run(createProgram(), serve)).toBe(0);
  const { url } = json();
  const statusFor = async (token: string) =>
    (await fetch(`${url}/v1/permits`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await statusFor('dev:applicant:ann')).toBe(200);
  expect(await statusFor('dev:clerk:c-1')).toBe(200);
  expect(await statusFor('dev:operator:o-1')).toBe(403);
  for (const nobody of ['dev:visitor:v-1', 'dev:system:s-1', 'dev:applicant:ann:parks', 'dev:agency:o-1'])
    expect(await statusFor(nobody)).toBe(401);
  for (const token of ['dev:applicant:<id>', 'dev:inspector:<id>', 'dev:agency:<id>:<agencyId>'])
    expect(said.err).toContain(`Authorization: Bearer ${token}\n`);
  expect(said.err).not.toContain('dev:system');
  process.listeners('SIGTERM').at(-1)?.('SIGTERM');
  await ended;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)
    process.removeAllListeners(signal);
});

it('says of a list and of its counts what stands still and what is left out', async () => {
  const stream = await spoiltPermit();
  const cli = createCli({ workflows: [permits] });
  const says = async (...args: string[]) => {
    said = { out: '', err: '' };
    expect(await cli.run([...args, ...ofStore()])).toBe(0);
    return said;
  };
  for (const asked of [
    ['list', 'permits'],
    ['list', 'permits', '--count', 'phase'],
  ]) {
    expect((await says(...asked)).err).toContain('cannot be applied: 1 (phananh parked)');
    await says(...asked, '--json');
    expect(json()).toMatchObject({ parkedStreams: 1, skippedEvents: 0, deletedStreams: 0 });
  }
  await says('parked', 'skip', stream, '--reason', 'written by hand');
  for (const asked of [
    ['list', 'permits'],
    ['list', 'permits', '--count', 'phase'],
  ]) {
    expect((await says(...asked)).err).toContain('left out: 1 (phananh parked)');
    await says(...asked, '--json');
    expect(json()).toMatchObject({ parkedStreams: 0, skippedEvents: 1, deletedStreams: 0 });
  }
});
