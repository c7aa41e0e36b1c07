import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditor, citizen, createReports, type EventStore, huePolicy, operator } from '@phananh/core';
import { sealedEventStore } from '@phananh/core/privacy';
import { personalInBundle, reportBundle, reportWorkflow } from '@phananh/core/reports';
import { memoryKeyStore, simulatedClock } from '@phananh/core/testing';
import { readBundle, verifyBundle } from '@phananh/core/transparency';
import { bundleJsonSchema } from '@phananh/http';
import { nodeCiphers, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { nodeCrypto, provenStream, runLog } from '@phananh/transparency';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

const origin = 'log.example.vn/phananh';
const canary = 'canary-7f3a91';
const officers = 'Cột số 12 đã được sửa';

/** A store with a report of a citizen, and its log. @param over what lies over the store, such as what seals */
const storeWithAReport = async (over: (store: EventStore) => EventStore = (store) => store) => {
  const folder = inTemporaryDirectory();
  const file = join(folder, 'log.db');
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const below = sqliteEventStore(file, { clock });
  const reports = createReports({ store: over(below), policy: huePolicy, clock });
  const submitted = await reports.submit(
    {
      text: canary,
      location: { lat: 16.46379, lng: 107.59092, address: canary },
      contact: { name: canary, phone: '+84 905 123 456' },
    },
    { actor: citizen('c-17') },
  );
  const { reportId } = submitted;
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  await reports.comment(reportId, { text: officers }, { actor: operator('o-3') });
  const places = { folder: join(folder, 'log.log'), key: join(folder, 'log.log.key') };
  const sign = async (): Promise<void> => {
    const onError = (error: unknown): never => {
      throw error;
    };
    const log = await runLog({ store: below, ...places, origin, onError });
    await log.close();
  };
  const config = join(folder, 'phananh.jsonc');
  writeFileSync(config, JSON.stringify({ store: `sqlite:${file}`, transparency: { origin } }));
  const bundle = (withPersonal = false) =>
    reportBundle(reports, reportId, {
      withPersonal,
      actor: auditor('a-1'),
      prove: (stream) => provenStream({ store: below, ...places }, stream),
    });
  return { folder, config, reports, below, sign, bundle, ...submitted };
};

const sealing = (store: EventStore): EventStore =>
  sealedEventStore(store, {
    log: 'log-1',
    keys: memoryKeyStore(),
    ciphers: nodeCiphers,
    workflows: [reportWorkflow],
    elapsed: () => 0,
  });

const isBundle = new Ajv2020({ strict: false, validateFormats: false }).compile(bundleJsonSchema());

describe('the bundle of a report', () => {
  test('of a sealed store says what the history says and nothing that is personal', async () => {
    const { below, sign, bundle } = await storeWithAReport(sealing);
    await sign();
    const made = await bundle();
    const text = JSON.stringify(made);
    for (const personal of [canary, '905 123', '16.46379', 'c-17', 'o-3'])
      expect(text).not.toContain(personal);
    expect(text).toContain(officers);
    expect(text).toContain('16.463');
    expect(made.events.map(({ withheld }) => withheld)).toEqual([undefined, undefined, undefined]);
    expect(made.explanations.map(({ clock, round }) => [clock, round])).toContainEqual(['overall', 1]);
    expect([isBundle(JSON.parse(text)), isBundle.errors]).toEqual([true, null]);
    const { verdict, events } = await verifyBundle(nodeCrypto, made, undefined);
    expect(verdict).toBe('self-signed');
    expect(events[0]?.personal).toEqual(['/text', '/location/sealed', '/contact']);
    await below.close();
  });

  test('of a store from before sealing proves events with personal values without what they say', async () => {
    const { below, sign, bundle } = await storeWithAReport();
    await sign();
    const made = await bundle();
    expect(JSON.stringify(made)).not.toContain(canary);
    expect(made.events.map(({ withheld }) => withheld)).toEqual(['personal', undefined, undefined]);
    expect(isBundle(JSON.parse(JSON.stringify(made)))).toBe(true);
    expect((await verifyBundle(nodeCrypto, made, undefined)).faults).toEqual([]);
    await below.close();
  });

  test('with what is personal, where that is asked for, has what it was encrypted to, proven, and what the host says that it is', async () => {
    const { below, sign, bundle } = await storeWithAReport(sealing);
    await sign();
    const made = await bundle(true);
    expect([isBundle(JSON.parse(JSON.stringify(made))), isBundle.errors]).toEqual([true, null]);
    expect(personalInBundle(made)).toEqual(['text', 'location', 'contact']);
    expect(personalInBundle(await bundle())).toEqual([]);
    const [first] = made.events;
    expect(first?.personal?.map(({ field, value }) => [field, value])).toEqual([
      ['/text', canary],
      ['/location/sealed', { lat: 16.46379, lng: 107.59092, address: canary }],
      ['/contact', { name: canary, phone: '+84 905 123 456' }],
    ]);
    const { faults, events } = await verifyBundle(nodeCrypto, made, undefined);
    expect([faults, events[0]?.opened[0]]).toEqual([[], { field: '/text', value: canary }]);
    // Sealed under another key, moved from another field, and of a field that was never there.
    const [text, place] = first?.personal ?? [];
    for (const forged of [
      { ...text, envelope: { ...text?.envelope, kid: 'other' } },
      { ...text, envelope: place?.envelope },
      { ...text, field: '/comment' },
    ]) {
      const altered = JSON.parse(
        JSON.stringify({ ...made, events: [{ ...first, personal: [forged] }, ...made.events.slice(1)] }),
      );
      const found = await verifyBundle(nodeCrypto, readBundle(JSON.stringify(altered)), undefined);
      expect(found.faults).toMatchObject([
        { kind: 'payload', event: 0, what: expect.stringContaining('encrypted at') },
      ]);
    }
    await below.close();
  });

  test('with what is personal has what stands in clear, proven, and still nothing that was redacted', async () => {
    const { below, sign, bundle, reports, reportId } = await storeWithAReport();
    await reports.redact(
      reportId,
      { field: 'text', revision: 2, reason: 'tên người' },
      { actor: { kind: 'admin', id: 'admin-1' } },
    );
    await sign();
    const made = await bundle(true);
    expect(made.events[0]?.payload?.data.text).toBe(canary);
    expect(personalInBundle(made)).toEqual(['text', 'location', 'contact']);
    expect(made.events[2]).toMatchObject({ payload: null, withheld: 'hidden' });
    expect(JSON.stringify(made)).not.toContain(officers);
    expect((await verifyBundle(nodeCrypto, made, undefined)).faults).toEqual([]);
    await below.close();
  });

  test('has no word that was redacted', async () => {
    const { below, sign, bundle, reports, reportId } = await storeWithAReport(sealing);
    await reports.redact(
      reportId,
      { field: 'text', revision: 2, reason: 'tên người' },
      { actor: { kind: 'admin', id: 'admin-1' } },
    );
    await sign();
    const made = await bundle();
    expect(JSON.stringify(made)).not.toContain(officers);
    expect(made.events[2]).toMatchObject({ payload: null, withheld: 'hidden' });
    expect((await verifyBundle(nodeCrypto, made, undefined)).faults).toEqual([]);
    await below.close();
  });

  test('is made of what a checkpoint covers, and says how much is not covered yet', async () => {
    const { below, sign, bundle, reports, reportId } = await storeWithAReport(sealing);
    await expect(bundle()).rejects.toMatchObject({ code: 'log-key-missing' });
    await sign();
    await reports.comment(reportId, { text: 'sau' }, { actor: operator('o-3') });
    expect(await bundle()).toMatchObject({ uncovered: 1, events: { length: 3 } });
    await below.close();
  });
});

describe('phananh bundle and verify --bundle', () => {
  test('write and verify one report, and name what somebody altered', async () => {
    const { folder, config, below, sign, trackingCode } = await storeWithAReport();
    await sign();
    await below.close();
    const [path, trust] = [join(folder, 'bundle.json'), join(folder, 'trust')];
    expect(await phananh('bundle', trackingCode, '-o', path, '--config', config)).toMatchObject({
      code: 0,
      err: expect.stringContaining('1 without what they say'),
    });
    const whole = join(folder, 'whole.json');
    const written = await phananh('bundle', trackingCode, '--with-personal', '-o', whole, '--config', config);
    expect([written.code, readFileSync(whole, 'utf8').includes(canary)]).toEqual([0, true]);
    const access = JSON.parse((await phananh('access', '--json', '--config', config)).out);
    expect(access.entries.map(({ way, fields }: { way: string; fields: object }) => [way, fields])).toEqual([
      ['phananh bundle', ['text', 'location', 'contact']],
    ]);
    const key = (await phananh('log', 'key', '--config', config)).out;
    writeFileSync(trust, `log ${key}quorum none\n`);
    const verify = (...more: readonly string[]) => phananh('verify', '--bundle', path, ...more);
    const held = await verify('--trust', trust);
    expect([held.code, held.out]).toEqual([0, expect.stringMatching(/\nverified: 3 events of report-/)]);
    const alone = await verify();
    expect([alone.code, alone.out]).toEqual([1, expect.stringMatching(/\nself-signed, not verified: /)]);
    const json = JSON.parse((await verify('--trust', trust, '--json')).out);
    expect(json).toMatchObject({ verdict: 'verified', faults: [], signed: [{ name: `${origin}/1` }] });
    writeFileSync(path, readFileSync(path, 'utf8').replace('lighting', 'roads'));
    const altered = await verify('--trust', trust);
    expect([altered.code, altered.out]).toEqual([
      1,
      expect.stringContaining('wrong payload: revision 1 (verified): what it says is not what was signed'),
    ]);
    writeFileSync(path, '{}');
    expect((await verify('--trust', trust)).err).toContain('bundle-malformed');
  });
});
