import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citizen, createReports, huePolicy as policy, reportWorkflow } from '../../report/index.ts';
import { lifecycleFixture, memoryEventStore, people } from '../../testing/index.ts';
import type { Actor } from '../base/actor.ts';
import { timeOfUuid, uuidOfCommand } from '../base/random.ts';
import { commandIdOfKey } from './idempotency-key.ts';

const { example } = reportWorkflow.commands.submit;
const keyed = (actor: Actor, idempotencyKey: string) => ({ actor, idempotencyKey });
/** As commands were recorded before ids were derived from actor and key. */
const former = (actor: Actor, key: string) => ({ actor, commandId: key });

const actors = fc.record(
  { kind: fc.string({ minLength: 1 }), id: fc.string({ minLength: 1 }), agencyId: fc.string() },
  { requiredKeys: ['kind', 'id'] },
);

describe('an idempotency key', () => {
  it.each([
    ['/idempotencyKey', keyed(people.citizen, 'key \ud800')],
    ['/commandId', former(people.citizen, '\udc00')],
    ['/actor/id', keyed({ kind: 'citizen', id: 'c-\ud800' }, 'a key')],
    ['/actor/id', { actor: { kind: 'citizen', id: '\ud800' } }],
    ['/actor/agencyId', { actor: { ...people.agency, agencyId: '\ud800' } }],
    ['/correlationId', { actor: people.citizen, correlationId: '\ud800' }],
  ])('and every other id with a surrogate that stands alone is refused: %s', async (pointer, options) => {
    const { reports } = await lifecycleFixture();
    await expect(reports.submit(example, options)).rejects.toMatchObject({
      code: 'invalid-command',
      issues: [{ pointer, message: expect.stringContaining('surrogate') }],
    });
  });

  it('stands for one command id of each actor, and for no other one', () => {
    fc.assert(
      fc.property(actors, fc.string(), actors, fc.string(), (actor, key, other, otherKey) => {
        const isSame = JSON.stringify([actor.kind, actor.id, actor.agencyId, key]);
        const isOther = JSON.stringify([other.kind, other.id, other.agencyId, otherKey]);
        expect(commandIdOfKey(actor, key) === commandIdOfKey(other, otherKey)).toBe(isSame === isOther);
        expect(commandIdOfKey({ ...actor }, key)).toBe(commandIdOfKey(actor, key));
      }),
    );
  });

  it('that is a UUIDv7 gives its time to the ids that follow from it', () => {
    const key = '019ab000-0000-7000-8000-00000000c0de';
    const commandId = commandIdOfKey(people.citizen, key);
    expect(commandId).not.toBe(key);
    expect(timeOfUuid(commandId)).toBe(0x019ab0000000);
    expect(timeOfUuid(uuidOfCommand(commandId))).toBe(0x019ab0000000);
    expect(timeOfUuid(commandIdOfKey(people.citizen, 'a key that is none'))).toBeUndefined();
  });

  it('is recognised in a log of before, for the actor who used it then', async () => {
    const store = memoryEventStore();
    const reports = () => createReports({ store, policy });
    const first = await reports().submit(example, former(people.citizen, 'a'));
    const withdrawn = await reports().withdraw(first.reportId, {}, former(people.citizen, 'b'));

    expect(await reports().submit(example, keyed(people.citizen, 'a'))).toEqual({ ...first, replayed: true });
    const { reportId } = first;
    const again = await reports().withdraw(reportId, {}, keyed(people.citizen, 'b'));
    expect(again).toEqual({ ...withdrawn, replayed: true });
    // What was met the first time is not asked for again.
    const met = { ...keyed(people.citizen, 'b'), expectedRevision: 0 };
    expect((await reports().withdraw(reportId, {}, met)).replayed).toBe(true);

    const conflict = { code: 'idempotency-conflict' };
    const other = { ...example, text: 'khác' };
    await expect(reports().submit(other, keyed(people.citizen, 'a'))).rejects.toMatchObject(conflict);
    await expect(
      reports().withdraw(reportId, { reason: 'khác' }, keyed(people.citizen, 'b')),
    ).rejects.toMatchObject(conflict);
  });

  it('of a log of before is free for everybody else', async () => {
    const { reports, submit } = await lifecycleFixture();
    const first = await reports.submit(example, former(people.citizen, 'a'));
    const second = await reports.submit(example, keyed(citizen('c-18'), 'a'));
    expect(second).toMatchObject({ replayed: false, revision: 0 });
    expect(second.reportId).not.toBe(first.reportId);
    const verified = await reports.verify(
      first.reportId,
      { category: 'lighting' },
      keyed(people.operator, 'a'),
    );
    expect(verified).toMatchObject({ replayed: false, revision: 1 });
    expect(
      (await reports.verify(await submit(), { category: 'x' }, keyed(people.operator, 'b'))).replayed,
    ).toBe(false);
  });

  it('is given instead of a command id, not with one', async () => {
    const { reports } = await lifecycleFixture();
    const both = { ...keyed(people.citizen, 'a'), commandId: 'b' };
    await expect(reports.submit(example, both)).rejects.toMatchObject({ code: 'invalid-command' });
  });
});
