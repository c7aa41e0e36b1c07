import { type Actor, commandHandler, createReports } from '@phananh/core';
import { vietnamCalendar } from '@phananh/core/calendar';
import { timersActor } from '@phananh/core/engine';
import { sealedEventStore } from '@phananh/core/privacy';
import {
  attachmentWorkflow,
  erasureWorkflow,
  huePolicyData,
  reportWorkflow,
  requestWorkflow,
  slaPolicy,
  system,
} from '@phananh/core/reports';
import { givenAttachments, memoryEventStore, memoryKeyStore, simulatedClock } from '@phananh/core/testing';
import { expect, it } from 'vitest';
import { erasing } from '../../../src/host/run-erasures.ts';
import { nodeCiphers } from '../../../src/index.ts';

/** What becomes of what stands beside the words of a report when its term is over: photos, cases of other systems, and what is said later. */

const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const importer = system('import:old');

const policy = slaPolicy(
  { ...huePolicyData, retention: [{ rule: 'five-years', after: { count: 5, unit: 'year' } }] },
  [vietnamCalendar()],
);

const opened = () => {
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const keys = memoryKeyStore();
  // No key is remembered from one step to the next.
  let elapsed = 0;
  const stored = memoryEventStore({ clock });
  const workflows = [reportWorkflow, attachmentWorkflow, erasureWorkflow, requestWorkflow];
  const store = sealedEventStore(stored, {
    log: 'log-1',
    keys,
    ciphers: nodeCiphers,
    workflows,
    elapsed: () => (elapsed += 10_000),
  });
  const reports = createReports({ store, policy, clock, erases: true });
  const handler = commandHandler({ workflow: erasureWorkflow, store, policy: undefined, clock });
  const log = () => Array.fromAsync(stored.readAll());
  /** Says that the term of a report is over, and erases it. */
  const end = async (id: string, at = '2031-06-01T00:00:00.000Z'): Promise<void> => {
    clock.set(at);
    await reports.handler.execute(id, 'end-retention', { erases: 'everything' }, { actor: timersActor });
    const carried = erasing({ store, stored, keys, reports, handler });
    for (const event of await log()) await carried.order(event);
    await carried.react(await log());
  };
  const stateOf = async (id: string) => (await reports.handler.load(id))?.state;
  return { clock, keys, reports, end, stateOf };
};

const submission = {
  text: 'canarytext',
  location: { lat: 16.46379, lng: 107.59092, address: 'canaryaddress' },
};
const photo = (letter: string): string => letter.repeat(64);

it('a photo goes with the term of its report, unless another report names it or an officer gave it', async () => {
  const { end, reports } = opened();
  const given = [photo('a'), photo('b')];
  await givenAttachments(reports, { attachments: given }, citizen);
  await givenAttachments(reports, { attachments: [photo('e')] }, operator);
  const submit = async (attachments: readonly string[]) =>
    (
      await reports.handler.create(
        'submit',
        { ...submission, channel: 'app', attachments },
        { actor: citizen },
      )
    ).id;
  const ended = await submit(given);
  const other = await submit([photo('b')]);
  const addition = { attachments: [photo('e')] };
  await reports.handler.execute(ended, 'add-attachments', addition, { actor: operator });
  await reports.handler.execute(ended, 'withdraw', {}, { actor: citizen });
  for (const one of [photo('a'), photo('b'), photo('e')])
    for (const reportId of one === photo('b') ? [ended, other] : [ended])
      await reports.attachments.handler
        .execute(one, 'attach', { reportId }, { actor: system('evidence') })
        .catch(() => undefined);
  await end(ended);
  const phases = async () =>
    Promise.all(
      ['a', 'b', 'e'].map(async (one) => (await reports.attachments.handler.load(photo(one)))?.state.phase),
    );
  expect(await phases()).toEqual(['removed', 'attached', 'attached']);
  // Once the other one is over as well, nobody keeps it.
  await reports.handler.execute(other, 'withdraw', {}, { actor: citizen });
  await end(other, '2037-01-01T00:00:00.000Z');
  expect(await phases()).toEqual(['removed', 'removed', 'attached']);
});

it('a case of another system that was published there is under the term too, and is read as erased', async () => {
  const { end, reports, stateOf } = opened();
  const on = (day: string) => ({ actor: importer, occurredAt: `2026-02-${day}T03:00:00.000Z` });
  const legacy = { system: 'old', caseId: '1', dueAt: '2026-02-27T10:00:00.000Z' };
  const { id } = await reports.handler.create(
    'submit',
    { ...submission, channel: 'import', legacy, contact: { name: 'canaryname' } },
    on('10'),
  );
  await reports.agencies.handler.create(
    'register',
    { agencyId: 'agency-hue-lighting', name: 'x', kind: 'government' },
    { actor: operator },
  );
  for (const [command, input] of [
    ['verify', { category: 'lighting' }],
    ['assign', { agencyId: 'agency-hue-lighting' }],
    ['resolve', { result: 'xong' }],
    ['publish', { publicText: 'xong' }],
  ] as const)
    await reports.handler.execute(id, command, input, on('20'));
  expect(JSON.stringify(await stateOf(id))).toContain('canary');
  await expect(end(id, '2031-02-20T16:59:59.999Z')).rejects.toMatchObject({ code: 'not-due-yet' });
  await end(id, '2031-02-20T17:00:00.000Z');
  expect(JSON.stringify(await stateOf(id))).not.toContain('canary');
  expect(await stateOf(id)).toMatchObject({ phase: 'published', publication: { publicText: 'xong' } });
  // The import that is done once more says nothing new of it.
  await expect(
    reports.handler.execute(
      id,
      'correct',
      { revision: 0, field: 'text', to: 'canarytext', reason: 'x' },
      { actor: importer },
    ),
  ).rejects.toMatchObject({ code: 'key-destroyed' });
});

it('of a caller whose report goes on after its term nothing more is taken down, which is said as such; what officers do goes on', async () => {
  const { end, reports, stateOf } = opened();
  const submit = async () =>
    (await reports.handler.create('submit', { ...submission, channel: 'hotline' }, { actor: operator })).id;
  const [called, other] = [await submit(), await submit()];
  const give = (id: string, command: string, input: object) =>
    reports.handler.execute(id, command, input, { actor: operator });
  await give(called, 'merge', { into: other });
  await end(called);
  await reports.handler.execute(
    called,
    'unmerge',
    { into: other, reason: 'x' },
    { actor: system('merging') },
  );
  expect(await stateOf(called)).toMatchObject({ phase: 'submitted' });
  await give(called, 'request-information', { question: 'Ở đâu?' });
  const said = give(called, 'provide-information', { text: 'Trước cổng trường' });
  await expect(said).rejects.toMatchObject({ code: 'key-destroyed' });
  await give(called, 'comment', { text: 'đã gọi lại', audience: 'internal' });
  await give(called, 'reject', { reason: 'insufficient', message: 'x' });
  expect(await stateOf(called)).toMatchObject({ phase: 'rejected' });
});
