import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { erasures } from '@phananh/core/read-models';
import { erasureIdOf } from '@phananh/core/reports';
import { runReports } from '@phananh/sqlite';
import { afterAll, expect, it } from 'vitest';
import { permits } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'phananh-permit-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('an applicant is erased: of the permit and its list, which stay, nobody is told where they were called', async () => {
  const file = join(directory, 'permits.db');
  const keys = { file: join(directory, 'keys.db'), keyEncryptionKey: join(directory, 'key') };
  await using host = await runReports({ file, workflows: [permits, ...erasures], sealing: { keys } });
  const handlerOf = (name: string) => {
    const found = host.workflows.find(({ handler }) => handler.workflow.name === name);
    if (found === undefined) throw new TypeError(`${name} does not run`);
    return found.handler;
  };
  const [handler, erasure] = [handlerOf('permit'), handlerOf('erasure')];
  const apply = (who: string, phone: string) =>
    handler.create(
      'apply',
      { parcel: 'Hue 12/345', plans: 'A house', phone },
      { actor: { kind: 'applicant', id: who } },
    );
  const { id } = await apply('ann', '0234 555 010');
  await apply('ben', '0234 555 020');
  const person = 'applicant:ann';
  const order = { person, ground: 'asked' };
  await erasure.create('order', order, { actor: { kind: 'admin', id: 'a-1' } });
  const reactsTo = async (phase: string): Promise<number> => {
    for (;;) {
      const found = await erasure.load(erasureIdOf(person));
      if (found?.state.phase === phase) return found.revision;
      await new Promise(setImmediate);
    }
  };
  await reactsTo('done');
  expect((await handler.load(id))?.state).toMatchObject({ phase: 'applied', phone: { erased: true } });
  let last = 0;
  for await (const { position } of host.reports.store.readAll()) last = position;
  await host.readModels.whenApplied(last, { timeoutMilliseconds: 10_000 });
  const { rows } = await host.readModels.list({
    list: 'permits',
    sort: 'appliedAt',
    now: '2026-12-01T00:00:00.000Z',
  });
  expect(rows.map(({ parcel, phone }) => [parcel, phone])).toEqual([
    ['Hue 12/345', null],
    ['Hue 12/345', '0234 555 020'],
  ]);
});
