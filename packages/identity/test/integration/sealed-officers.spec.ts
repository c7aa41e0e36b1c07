import { existsSync, readFileSync } from 'node:fs';
import { type Actor, huePolicy } from '@phananh/core';
import type { AnyCommandHandler } from '@phananh/core/engine';
import { erasures } from '@phananh/core/read-models';
import { erasureIdOf, system } from '@phananh/core/reports';
import { type RunningReports, runReports } from '@phananh/sqlite';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import {
  actorIds,
  addressIds,
  identityWorkflowsWith,
  invitationsIn,
  type OfficerRegistry,
  officerRegistry,
} from '../../src/index.ts';

/** What officers are called, in a log that is sealed: read by all who could, and destroyed once they have left. */

const idsOfAddresses = addressIds(actorIds(Buffer.alloc(32, 'x')));
const admin: Actor = { kind: 'admin', id: 'a-1' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const lighting = 'agency-hue-lighting';
const parks = 'agency-hue-parks';
const now = '2030-01-01T00:00:00.000Z';
const nextFile = temporaryFiles();

const opened = async (path: string, isSealed = true): Promise<RunningReports> =>
  runReports({
    file: path,
    policy: huePolicy,
    workflows: [...erasures, ...identityWorkflowsWith({ addressIds: idsOfAddresses })],
    ...(isSealed && { sealing: { keys: { file: `${path}.keys`, keyEncryptionKey: `${path}.key` } } }),
    onError: ({ error }) => {
      throw error;
    },
  });

const withAgencies = async (path: string, isSealed?: boolean): Promise<RunningReports> => {
  const host = await opened(path, isSealed);
  for (const agencyId of [lighting, parks])
    await host.reports.agencies.handler.create(
      'register',
      { agencyId, name: agencyId, kind: 'government' },
      { actor: admin },
    );
  return host;
};

const handlerOf = ({ workflows }: RunningReports, name: string): AnyCommandHandler => {
  const found = workflows.find(({ handler }) => handler.workflow.name === name);
  if (found === undefined) throw new TypeError(`${name} does not run`);
  return found.handler;
};

const stateOf = async (host: RunningReports, name: string, id: string) =>
  (await handlerOf(host, name).load(id))?.state;

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

const rowsOf = async ({ reports, readModels }: RunningReports, name: string) => {
  let last = 0;
  for await (const { position } of reports.store.readAll()) last = position;
  await until(async () => (readModels.position() ?? -1) >= last);
  return (await readModels.list({ list: name, now })).rows;
};

const bytesOf = (...names: readonly string[]): string =>
  names
    .flatMap((name) => [name, `${name}-wal`])
    .filter((name) => existsSync(name))
    .map((name) => readFileSync(name, 'latin1'))
    .join('');

const everythingOf = (path: string): string => bytesOf(path, path.replace(/\.db$/, '.read.db'));

const registryOf = (host: RunningReports): OfficerRegistry => {
  const lookUp = invitationsIn(host.readModels, { now: () => now });
  return officerRegistry({
    officers: handlerOf(host, 'officer'),
    invitations: handlerOf(host, 'invitation'),
    addressIds: idsOfAddresses,
    invitationsOf: async (addressId) => {
      await rowsOf(host, 'invitations');
      return lookUp(addressId);
    },
  });
};

const invite = (host: RunningReports, email: string, agencyId: string, name?: string) =>
  handlerOf(host, 'invitation').create(
    'invite',
    { email, agencyId, ...(name && { name }) },
    { actor: admin },
  );

/** A report that an officer has accepted, under the name that they gave. */
const takenBy = async ({ reports }: RunningReports, officerId: string, officer: string): Promise<string> => {
  const input = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'hotline' };
  const { id } = await reports.handler.create('submit', input, { actor: operator });
  await reports.handler.execute(id, 'verify', { category: 'lighting' }, { actor: operator });
  await reports.handler.execute(id, 'assign', { agencyId: lighting }, { actor: operator });
  const actor = { kind: 'agency', id: officerId, agencyId: lighting };
  await reports.handler.execute(id, 'accept', { officer }, { actor });
  return id;
};

const erase = async (host: RunningReports, person: string): Promise<void> => {
  await handlerOf(host, 'erasure').create('order', { person, ground: 'left' }, { actor: admin });
  const id = erasureIdOf(person);
  await until(
    async () => ((await stateOf(host, 'erasure', id)) as { phase?: string } | undefined)?.phase === 'done',
  );
};

it('names of officers and in invitations stand encrypted in the log, are read as before, and who is invited is found by their address', async () => {
  const path = nextFile();
  const host = await withAgencies(path);
  await handlerOf(host, 'officer').create(
    'register',
    { officerId: 'chi', agencyId: lighting, name: 'canarychi' },
    { actor: admin },
  );
  await invite(host, 'An.Nguyen@hue.gov.vn', lighting, 'canaryan');
  expect(await registryOf(host)('an', { address: 'an.nguyen@HUE.gov.vn' })).toEqual({
    agencyId: lighting,
    state: 'active',
  });
  expect([await stateOf(host, 'officer', 'chi'), await stateOf(host, 'officer', 'an')]).toMatchObject([
    { name: 'canarychi' },
    { name: 'canaryan' },
  ]);
  expect((await rowsOf(host, 'officers')).map(({ name }) => name).toSorted()).toEqual([
    'canaryan',
    'canarychi',
  ]);
  expect(await rowsOf(host, 'invitations')).toMatchObject([{ name: 'canaryan', phase: 'accepted' }]);
  await host.close();
  const log = bytesOf(path);
  expect(log).toContain('invitation-');
  expect(log).not.toContain('canary');
});

it('an officer who acts is not erased; once suspended their name is gone, with that of their invitation, and what they did stays theirs', async () => {
  const path = nextFile();
  const host = await withAgencies(path);
  await invite(host, 'an@hue.gov.vn', lighting, 'canaryan');
  await registryOf(host)('an', { address: 'an@hue.gov.vn' });
  await invite(host, 'binh@hue.gov.vn', lighting, 'Bình');
  await registryOf(host)('binh', { address: 'binh@hue.gov.vn' });
  const reportId = await takenBy(host, 'an', 'canaryan');
  const give = handlerOf(host, 'officer');
  const order = { person: 'officer:an', ground: 'left' };
  await expect(handlerOf(host, 'erasure').create('order', order, { actor: admin })).rejects.toMatchObject({
    code: 'officer-acts',
  });
  await give.execute('an', 'suspend', { reason: 'left' }, { actor: admin });
  await erase(host, 'officer:an');
  expect(await stateOf(host, 'officer', 'an')).toMatchObject({
    phase: 'suspended',
    agencyId: lighting,
    name: { erased: true },
  });
  expect(
    await stateOf(host, 'invitation', idsOfAddresses.ofInvitation(lighting, 'an@hue.gov.vn')),
  ).toMatchObject({
    phase: 'accepted',
    acceptedBy: 'an',
    name: { erased: true },
  });
  expect(await stateOf(host, 'erasure', erasureIdOf('officer:an'))).toMatchObject({
    keys: 2,
    inClear: 0,
    found: [
      { workflow: 'officer', subjects: 1 },
      { workflow: 'report', subjects: 1 },
      { workflow: 'invitation', subjects: 1 },
    ],
  });
  const names = async (list: string) => (await rowsOf(host, list)).map(({ name }) => name);
  for (const list of ['officers', 'invitations'])
    expect(await names(list)).toEqual(expect.arrayContaining([{ erased: true }, 'Bình']));
  expect(await names('officers')).not.toContain(null);
  const history = await Array.fromAsync(host.reports.handler.history(reportId));
  expect(history.find(({ type }) => type === 'accepted')).toMatchObject({
    metadata: { actor: { kind: 'agency', id: 'an' } },
    data: { officer: { erased: true } },
  });
  expect(history.at(-1)?.type).toBe('personal-data-erased');
  // Whoever comes back is the same one, without the name.
  await give.execute('an', 'restore', {}, { actor: admin });
  expect(await registryOf(host)('an', { address: undefined })).toEqual({
    agencyId: lighting,
    state: 'active',
  });
  // The address is nobody's name: whoever has it now is invited, by this agency again and by another one.
  await invite(host, 'an@hue.gov.vn', parks);
  expect(await registryOf(host)('new', { address: 'AN@hue.gov.vn' })).toMatchObject({ agencyId: parks });
  const again = idsOfAddresses.ofInvitation(lighting, 'an@hue.gov.vn');
  await handlerOf(host, 'invitation').execute(again, 'invite-again', {}, { actor: admin });
  expect(await registryOf(host)('other', { address: 'an@hue.gov.vn' })).toMatchObject({ agencyId: lighting });
  expect(host.readModels.gaps('officers').parkedStreams).toBe(0);
  await host.close();
  expect(everythingOf(path)).not.toContain('canary');
});

it('who was invited and never came is erased by the invitation', async () => {
  const path = nextFile();
  const host = await withAgencies(path);
  const { id } = await invite(host, 'an@hue.gov.vn', lighting, 'canaryan');
  expect(await rowsOf(host, 'invitations')).toMatchObject([{ name: 'canaryan' }]);
  await erase(host, `invitation:${id}`);
  expect(await stateOf(host, 'invitation', id)).toMatchObject({ phase: 'open', name: { erased: true } });
  expect(await rowsOf(host, 'invitations')).toMatchObject([{ name: { erased: true }, phase: 'open' }]);
  // It is open still: they join without the name.
  await registryOf(host)('an', { address: 'an@hue.gov.vn' });
  expect(await stateOf(host, 'officer', 'an')).toMatchObject({ name: null });
  await host.close();
  expect(everythingOf(path)).not.toContain('canary');
});

it('without keys names stand in clear, and are read once the log is sealed; an erasure says that it does not reach them', async () => {
  const path = nextFile();
  const before = await withAgencies(path, false);
  const entry = { officerId: 'chi', agencyId: lighting, name: 'Chi' };
  await handlerOf(before, 'officer').create('register', entry, { actor: admin });
  await invite(before, 'an@hue.gov.vn', lighting, 'An');
  await before.close();
  expect(bytesOf(path)).toContain('"Chi"');
  const host = await opened(path);
  expect(await registryOf(host)('an', { address: 'an@hue.gov.vn' })).toMatchObject({ state: 'active' });
  expect([await stateOf(host, 'officer', 'chi'), await stateOf(host, 'officer', 'an')]).toMatchObject([
    { name: 'Chi' },
    { name: 'An' },
  ]);
  for (const id of ['chi', 'an'])
    await handlerOf(host, 'officer').execute(id, 'suspend', { reason: 'left' }, { actor: operator });
  for (const id of ['chi', 'an']) await erase(host, `officer:${id}`);
  const inClear = async (id: string) => await stateOf(host, 'erasure', erasureIdOf(`officer:${id}`));
  expect([await inClear('chi'), await inClear('an')]).toMatchObject([{ inClear: 1 }, { inClear: 1 }]);
  await host.close();
});

it('a log of before the erasure erases again by itself, and an officer who acts there still', async () => {
  const path = nextFile();
  const host = await withAgencies(path);
  const entry = { officerId: 'an', agencyId: lighting, name: 'canaryan' };
  await handlerOf(host, 'officer').create('register', entry, { actor: admin });
  await host.keys?.destroy('officer:an');
  // Of whom no registry knows.
  await host.keys?.destroy('officer:unknown');
  await host.close();
  const restored = await opened(path);
  const ofThem = await Promise.all(
    ['an', 'unknown'].map((id) => stateOf(restored, 'erasure', erasureIdOf(`officer:${id}`))),
  );
  expect(ofThem).toMatchObject([
    { phase: 'done', orderedBy: system('erasure').id },
    { phase: 'done', orderedBy: system('erasure').id },
  ]);
  expect(await stateOf(restored, 'officer', 'an')).toMatchObject({ name: { erased: true } });
  await restored.close();
});
