import { expect, it } from 'vitest';
import { givenAttachments, lifecycleFixture, people } from '../testing/index.ts';
import { admin } from './index.ts';

const first = 'a'.repeat(64);
const late = 'b'.repeat(64);
const submission = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app' };

it('photos that come later stand beside those of the report, are told of it, and can be published and hidden', async () => {
  const { reports, submit, give, giveAll } = await lifecycleFixture();
  const id = await submit({ ...submission, attachments: [first] });
  const clerk = admin('clerk');
  await givenAttachments(reports, { attachments: [late] }, clerk);
  await reports.addAttachments(id, { attachments: [late] }, { actor: clerk });
  for await (const event of reports.store.readAll()) await reports.processManager.react([event]);
  expect((await reports.attachments.handler.load(late))?.state).toMatchObject({
    phase: 'attached',
    reports: [id],
  });
  expect((await reports.get(id, { actor: people.operator })).attachments).toEqual([first, late]);
  await giveAll(id, 'verify', 'assign', 'resolve');
  await give(id, 'publish', { publicText: 'Xong', attachments: [late] });
  await give(id, 'redact', { field: 'attachments', attachment: late, reason: 'x' });
  expect((await reports.get(id, { actor: people.operator })).attachments).toEqual([first]);
});

it('photos are added to a report that is closed, and by nobody who has not uploaded them', async () => {
  const { reports, submit, give } = await lifecycleFixture();
  const id = await submit({ ...submission, attachments: [first] });
  await give(id, 'withdraw', { reason: 'x' });
  await givenAttachments(reports, { attachments: [late] }, people.operator);
  const add = (actor = people.operator) => reports.addAttachments(id, { attachments: [late] }, { actor });
  await expect(add(admin('clerk'))).rejects.toMatchObject({ code: 'unknown-attachment' });
  await expect(add(people.citizen)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await add()).state.attachments.map((one) => one.id)).toEqual([first, late]);
});
