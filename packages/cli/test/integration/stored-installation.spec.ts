import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { simulatedClock } from '@phananh/core/testing';
import { fileStorage, runEvidence } from '@phananh/evidence';
import { createHost, developmentAuth, oneOf } from '@phananh/http';
import {
  actorIds,
  addressIds,
  apiKeyAuth,
  demandIdentitySecret,
  identityWorkflowsWith,
  invitationsIn,
  officerRegistry,
  readIdentitySecret,
} from '@phananh/identity';
import { fileKeyWrapper, runReports, sqliteKeyStore } from '@phananh/sqlite';
import { lamp } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { phananh } from '../support/in-process.ts';
import { storedFigures } from '../support/stored-file.ts';

const stored = new URL('../stored/2026-11-30/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, stored));
const told = JSON.parse(read('told.json').toString('utf8'));

/** The installation, in a folder of the test's own. */
const unpacked = () => {
  const directory = inTemporaryDirectory();
  const at = (name: string): string => join(directory, name);
  for (const name of ['log.db', 'log.read.db', 'log.keys.db'])
    writeFileSync(at(name), gunzipSync(read(`${name}.gz`)), { mode: 0o600 });
  for (const name of ['log.key', 'identity.secret']) writeFileSync(at(name), read(name), { mode: 0o600 });
  cpSync(new URL('stored', stored), at('log.evidence/stored'), { recursive: true });
  return { at, store: `sqlite:${at('log.db')}` };
};

/** A host of today on it, the day after it was written. */
const hosted = async ({ at }: Pick<ReturnType<typeof unpacked>, 'at'>) => {
  const clock = simulatedClock('2026-12-01T02:00:00.000Z');
  const secret = readIdentitySecret(at('identity.secret'));
  const idsOfAddresses = addressIds(actorIds(secret));
  const host = await runReports({
    file: at('log.db'),
    readModels: at('log.read.db'),
    policy: ({ policy }) => policy,
    workflows: identityWorkflowsWith({ addressIds: idsOfAddresses }),
    timers: false,
    clock,
  });
  const handlerOf = (name: string) => {
    const found = host.workflows.find(({ hosted: { workflow } }) => workflow.name === name)?.handler;
    if (found === undefined) throw new TypeError(`no workflow ${name}`);
    return found;
  };
  const photos = runEvidence({
    reports: host.reports,
    keys: sqliteKeyStore(at('log.keys.db'), fileKeyWrapper(at('log.key'))),
    storage: fileStorage(at('log.evidence/stored')),
    folder: at('log.evidence'),
    copies: false,
    onError: (error) => {
      throw error;
    },
  });
  const { app, close } = await createHost({
    ...host,
    evidence: photos.evidence,
    authenticate: oneOf(
      developmentAuth({ isSaid: true }),
      apiKeyAuth({ keys: handlerOf('apiKey'), lastUse: { used: () => {} } }),
    ),
    log: { level: 'silent' },
  });
  onTestFinished(async () => {
    await close();
    await photos.close();
  });
  const ask = (url: string, token: string, payload?: object) =>
    app.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(payload && { payload }),
    });
  const registry = officerRegistry({
    officers: handlerOf('officer'),
    invitations: handlerOf('invitation'),
    addressIds: idsOfAddresses,
    invitationsOf: invitationsIn(host.readModels, clock),
  });
  return { ask, registry, photos, host, secret, clock };
};

it('an installation of the day before gives the figures and lists that it gave, again and again', async () => {
  const { at, store } = unpacked();
  const figures = JSON.parse(read('figures.json').toString('utf8'));
  expect(await storedFigures(at('log.db'), at('log.read.db'))).toEqual(figures);
  expect(await storedFigures(at('log.db'), at('log.read.db'))).toEqual(figures);
  const list = async (...args: readonly string[]) => {
    const { code, out, err } = await phananh(...args, '--json', '--store', store);
    expect(code, err).toBe(0);
    return JSON.parse(out);
  };
  // Whether a key is over depends on the day; when it was used is kept beside the log.
  const withoutDay = ({ lastUsedAt: _, state: __, ...key }: Readonly<Record<string, unknown>>) => key;
  expect((await list('keys', 'list')).map(withoutDay)).toEqual(told.keys.map(withoutDay));
  expect(await list('officers', 'list')).toEqual(told.officers);
  expect(await list('policy', 'show')).toMatchObject(told.policy);
  const parked = await list('parked');
  const when = { parkedAt: expect.any(String) };
  expect(parked.parked).toEqual(told.parked.parked.map((one: object) => ({ ...one, ...when })));
  expect([parked.skipped, parked.reactionsLeftOut]).toEqual([[], []]);
  const [{ missing: _, ...reaction }] = told.parked.reactions;
  expect(parked.reactions).toMatchObject([reaction]);
});

it('an installation of the day before opens its photos, knows its officers and keys, and lets in whom it had invited', async () => {
  const { ask, registry, photos, host, secret, clock } = await hosted(unpacked());
  await demandIdentitySecret(host.reports.store, secret, { clock });
  await photos.demandKeys();
  const { citizens, agencies, alone } = told.attachments;
  const original = await ask(`/v1/attachments/${citizens}/original`, 'dev:citizen:c-17');
  expect(original.statusCode).toBe(200);
  expect(original.rawPayload.equals(read('photo.jpg'))).toBe(true);
  const copy = await ask(`/v1/attachments/${agencies}`, 'dev:citizen:c-99');
  expect([copy.statusCode, copy.headers['content-type']]).toEqual([200, 'image/jpeg']);
  expect((await ask(`/v1/attachments/${alone}/original`, 'dev:citizen:c-17')).statusCode).not.toBe(200);

  const submitted = async (key: string) => (await ask('/v1/reports', key, lamp)).statusCode;
  expect([await submitted(told.key), await submitted(told.revokedKey)]).toEqual([201, 401]);

  const agencyId = 'agency-hue-lighting';
  const active = { agencyId, state: 'active' };
  const nobody = { address: undefined };
  expect(await registry('head-1', nobody)).toEqual(active);
  expect(await registry('officer-3', nobody)).toMatchObject({ state: 'suspended' });
  const ofAddress = async (name: string) => registry(`${name}-id`, { address: `${name}@hue.gov.vn` });
  const admitted = await Promise.all(['an', 'binh', 'chi', 'dung'].map(ofAddress));
  // One of the three was withdrawn, and nobody invited the fourth.
  expect(admitted.filter((one) => one !== undefined)).toEqual([active, active]);
  expect(admitted.at(-1)).toBeUndefined();
  const { invitations } = (await ask('/v1/invitations', 'dev:admin:ad-1')).json();
  expect(invitations.map(({ invitationId }: { invitationId: string }) => invitationId).toSorted()).toEqual(
    told.invitations.map(({ invitationId }: { invitationId: string }) => invitationId).toSorted(),
  );
  const history = await ask(`/v1/reports/${told.history.reportId}/history`, 'dev:operator:o-3');
  expect(history.json().events).toEqual(told.history.events);
});

it('doctor holds every photo against its id and against the log, and names what is altered and what is missing', async () => {
  const { at, store } = unpacked();
  const what = 'stored photos and videos';
  const found = async (...options: readonly string[]) => {
    const { code, out } = await phananh('doctor', '--json', '--store', store, ...options);
    const lines: readonly { readonly what: string }[] = out
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    return { code, of: lines.filter((line) => line.what === what) };
  };
  expect((await found()).of).toMatchObject([{ state: 'good' }]);
  const { citizens, agencies } = told.attachments;
  const fileOf = (id: string): string => at(`log.evidence/stored/${id.slice(0, 2)}/${id}`);
  writeFileSync(fileOf(citizens), 'something else');
  rmSync(fileOf(agencies));
  expect(await found()).toMatchObject({
    code: 1,
    of: [
      { state: 'bad', found: `${agencies} is missing` },
      { state: 'bad', found: `${citizens} is altered` },
    ],
  });
  const config = at('bucket.jsonc');
  writeFileSync(config, '{ "evidence": { "s3": { "bucket": "photos", "region": "here" } } }');
  expect((await found('--config', config)).of).toMatchObject([{ state: 'warning' }]);
});
