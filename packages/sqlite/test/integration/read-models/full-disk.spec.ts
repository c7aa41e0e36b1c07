import { createReports, huePolicy } from '@phananh/core';
import { reportWorkflow } from '@phananh/core/reports';
import { people } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { sqliteEventStore } from '../../../src/index.ts';
import { openThreadedReadModels } from '../../../src/read-models/threads/threaded-read-models.ts';

const newFile = temporaryFiles();

it('read models on a disk that was full go on by themselves when there is room, and say so until then', async () => {
  const path = newFile();
  const store = sqliteEventStore(path);
  onTestFinished(() => store.close());
  const models = await openThreadedReadModels(
    `${path}.read`,
    { store, eventStorePath: path, policy: huePolicy },
    { room: 8, pause: 300 },
  );
  onTestFinished(() => models.close());
  await models.whenBuilt();
  const { handler } = createReports({ store, policy: huePolicy });
  const submit = () =>
    handler.create('submit', reportWorkflow.commands.submit.example, { actor: people.citizen });
  let submitted = 0;
  while (models.failure() === undefined) {
    await submit();
    submitted += 1;
  }
  expect(models.failure()?.message).toMatch(/full/);
  // The log goes on meanwhile.
  const { position } = await submit();
  submitted += 1;
  await expect.poll(() => models.failure(), { timeout: 10_000 }).toBeUndefined();
  expect(await models.whenApplied(position, { timeoutMilliseconds: 10_000 })).toBe(true);
  const { cases } = await models.cases({ now: new Date().toISOString(), limit: 200 });
  expect(cases).toHaveLength(Math.min(submitted, 200));
});
