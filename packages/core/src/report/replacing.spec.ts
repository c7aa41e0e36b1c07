import { expect, it } from 'vitest';
import type { Actor } from '../engine/index.ts';
import { givenAttachments, lifecycleFixture, people } from '../testing/index.ts';
import { analyst } from './index.ts';

const plate = 'a'.repeat(64);
const lamp = 'b'.repeat(64);
const blurred = 'c'.repeat(64);
const reason = 'có biển số xe';

const published = async () => {
  const fixture = await lifecycleFixture();
  const { reports, give, giveAll } = fixture;
  const submission = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app' };
  const id = await fixture.submit({ ...submission, attachments: [plate, lamp] });
  await giveAll(id, 'verify', 'assign', 'resolve');
  await give(id, 'publish', { publicText: 'Xong', attachments: [plate, lamp] });
  await givenAttachments(reports, { attachments: [blurred] }, people.operator);
  const replace = (attachment = plate, replacement = blurred) =>
    give(id, 'replace-attachment', { attachment, replacement, reason });
  const shown = async (actor: Actor | undefined) => (await reports.get(id, { actor })).publication;
  const settle = async () => {
    for await (const event of reports.store.readAll()) await reports.processManager.react([event]);
  };
  return { ...fixture, id, replace, shown, settle };
};

it('a published photo makes way for another one, in its place, for everybody', async () => {
  const { reports, id, replace, shown, settle } = await published();
  await replace();
  for (const actor of [undefined, people.citizen, people.operator, people.agency])
    expect(await shown(actor)).toMatchObject({ attachments: [blurred, lamp] });
  await settle();
  const stateOf = async (attachment: string) => (await reports.attachments.handler.load(attachment))?.state;
  // Its original stays with those who work on the report, and in what the citizen sent.
  expect(await stateOf(plate)).toMatchObject({ phase: 'attached', copies: null, noCopy: 'replaced' });
  expect(await stateOf(blurred)).toMatchObject({ phase: 'attached', reports: [id] });
  expect((await reports.get(id, { actor: people.operator })).attachments).toEqual([plate, lamp]);
});

it('the history says to everybody what is shown now, and why to those who work on it', async () => {
  const { reports, id, replace } = await published();
  await replace();
  const toldTo = async (actor: Actor | undefined) =>
    (await reports.history(id, { actor })).events.find(({ type }) => type === 'attachment-replaced')?.data;
  expect(await toldTo(people.citizen)).toEqual({ attachments: [blurred] });
  expect(await toldTo(people.operator)).toEqual({ attachments: [blurred], replaced: plate, reason });
  expect(await toldTo(analyst('an-1'))).toBeUndefined();
});

it('what is shown in place of another may be replaced and hidden like any other', async () => {
  const { reports, give, id, replace, shown } = await published();
  await replace();
  await give(id, 'redact', { field: 'attachments', attachment: blurred, reason });
  expect(await shown(undefined)).toMatchObject({ attachments: [lamp] });
  // And what it stands in place of is nowhere named when that is hidden too.
  await give(id, 'redact', { field: 'attachments', attachment: plate, reason });
  const { events: told } = await reports.history(id, { actor: people.agency });
  const saying = told.filter(({ type }) => type !== 'redacted');
  expect(JSON.stringify(saying)).not.toMatch(new RegExp(`${plate}|${blurred}`));
  await give(id, 'redact', { field: 'attachments', reason });
  await expect(replace(lamp, plate)).rejects.toMatchObject({ code: 'attachment-not-shown' });
});

it('who works on the report keeps what was shown in place of another when it makes way too, and nobody else', async () => {
  const { reports, give, giveAll, id, replace } = await published();
  const darker = 'd'.repeat(64);
  await givenAttachments(reports, { attachments: [darker] }, people.operator);
  const earlierFor = async (actor: Actor | undefined) =>
    (await reports.get(id, { actor })).earlierAttachments;
  await replace();
  // What the citizen sent stands there still.
  expect(await earlierFor(people.operator)).toEqual([]);
  await replace(blurred, darker);
  for (const actor of [people.operator, people.agency])
    expect([actor.kind, await earlierFor(actor)]).toEqual([actor.kind, [blurred]]);
  for (const actor of [undefined, people.citizen]) expect(await earlierFor(actor)).toBeUndefined();
  await giveAll(id, 'dispute', 'uphold-dispute', 'resolve');
  await give(id, 'publish', { publicText: 'Xong', attachments: [lamp] });
  expect(await earlierFor(people.operator)).toEqual([blurred, darker]);
  await give(id, 'redact', { field: 'attachments', attachment: blurred, reason });
  expect(await earlierFor(people.operator)).toEqual([darker]);
});

it('a photo that is named twice at once is refused, and one that is given again stands once', async () => {
  const { reports, give, id } = await published();
  const late = 'e'.repeat(64);
  await givenAttachments(reports, { attachments: [late] }, people.operator);
  for (const [command, more] of [
    ['add-attachments', {}],
    ['publish', { publicText: 'Xong' }],
  ] as const)
    await expect(give(id, command, { ...more, attachments: [late, lamp, late] })).rejects.toMatchObject({
      code: 'invalid-command',
      details: { errors: [{ pointer: '/attachments/2', message: 'stands twice in the list' }] },
    });
  await give(id, 'add-attachments', { attachments: [late] });
  await give(id, 'add-attachments', { attachments: [late] });
  expect((await reports.get(id, { actor: people.operator })).attachments).toEqual([plate, lamp, late]);
});

it('another round may publish again what was shown in place of another', async () => {
  const { give, giveAll, id, replace, shown } = await published();
  await replace();
  await giveAll(id, 'dispute', 'uphold-dispute', 'resolve');
  await give(id, 'publish', { publicText: 'Xong', attachments: [blurred] });
  expect(await shown(undefined)).toMatchObject({ attachments: [blurred] });
});
