import { erasures } from '@phananh/core/read-models';
import { expect, it } from 'vitest';
import { codesIn, opened, reportIn, send, typed } from '../support/citizens.ts';
import { browserOf } from '../support/open-console.ts';

const asked = async (language = 'en') => {
  const console = await opened({}, {}, erasures);
  const citizen = browserOf(console, language);
  await citizen.signIn('citizen:c-1');
  const { reportId } = await reportIn(console, codesIn(await send(citizen, typed)).code);
  const form = '/console/cases/dataRequest/new/ask';
  expect((await citizen.get(form)).text).not.toContain('name="person"');
  const { url } = await send(citizen, { kind: 'copy' }, form);
  const path = url.split('?', 1)[0] ?? '';
  const id = path.split('/').at(-1) ?? '';
  const copy = `/console/personal-data/requests/${id}`;
  return { console, citizen, reportId, path, copy };
};

it('a citizen sees what is kept of them at once, and saves it', async () => {
  const console = await opened({}, {}, erasures);
  const citizen = browserOf(console);
  await citizen.signIn('citizen:c-1');
  const { reportId } = await reportIn(console, codesIn(await send(citizen, typed)).code);
  expect((await citizen.get(`/console/cases/report/${reportId}`)).text).toContain(
    'href="/console/personal-data"',
  );
  const start = await citizen.get('/console/personal-data');
  expect(start.text).toContain('href="/console/personal-data/kept"');
  const kept = await citizen.get('/console/personal-data/kept');
  for (const said of [typed.text, typed.address, reportId]) expect(kept.text).toContain(said);
  const file = await citizen.get('/console/personal-data/file');
  expect(file.headers['content-disposition']).toBe('attachment; filename="personal-data.json"');
  expect(JSON.parse(file.text)).toMatchObject({ person: 'citizen:c-1', kept: [{ type: 'submitted' }] });
  const other = browserOf(console);
  await other.signIn('citizen:c-2');
  expect((await other.get('/console/personal-data/kept')).text).not.toContain(typed.text);
  await other.signIn('operator:o-1');
  for (const path of ['', '/kept', '/file'])
    expect((await other.get(`/console/personal-data${path}`)).status).toBe(403);
});

it.each([
  ['en', 'See the copy', 'I have it: close the request'],
  ['vi', 'Xem bản sao', 'Tôi đã nhận: đóng yêu cầu'],
])(
  'a copy that was granted is offered on the page of its request (%s), to its person and to whoever hands it over, until it was handed over',
  async (language, see, gotIt) => {
    const { console, citizen, path, copy } = await asked(language);
    expect((await citizen.get(path)).text).not.toContain(`${copy}/copy`);
    expect((await citizen.get(`${copy}/copy`)).status).toBe(409);
    const operator = browserOf(console, language);
    await operator.signIn('operator:o-1');
    await send(operator, { ground: 'Điều 5' }, `${path}/do/grant`);
    for (const browser of [citizen, operator]) {
      const page = await browser.get(path);
      expect(page.text).toContain(see);
      expect((await browser.get(`${copy}/copy`)).text).toContain(typed.text);
      const file = await browser.get(`${copy}/file`);
      expect(String(file.headers['content-disposition'])).toMatch(/^attachment; filename="personal-data-/);
      expect(JSON.parse(file.text).kept).toHaveLength(1);
    }
    const auditor = browserOf(console, language);
    await auditor.signIn('auditor:a-1');
    expect((await auditor.get(path)).text).not.toContain(`${copy}/copy`);
    for (const of of [auditor, browserOf(console)]) {
      const seen = await of.get(`${copy}/copy`);
      expect(seen.status === 403 || seen.url.includes('sign-in')).toBe(true);
    }
    const other = browserOf(console, language);
    await other.signIn('citizen:c-2');
    expect((await other.get(`${copy}/copy`)).status).toBe(404);
    expect((await citizen.get(path)).text).toContain(gotIt);
    await send(citizen, {}, `${path}/do/deliver`);
    expect((await citizen.get(path)).text).not.toContain(`${copy}/copy`);
    expect((await citizen.get(`${copy}/file`)).status).toBe(409);
  },
);

it('nothing that a citizen may not do about their request is offered to them', async () => {
  const { console, citizen, path } = await asked();
  const operator = browserOf(console);
  await operator.signIn('operator:o-1');
  const offered = async (): Promise<readonly string[]> =>
    [...(await citizen.get(path)).text.matchAll(new RegExp(`${path}/do/([a-z-]+)`, 'g'))].map(
      ([, command = '']) => command,
    );
  expect(await offered()).toEqual(['withdraw']);
  await send(operator, { ground: 'Điều 5' }, `${path}/do/grant`);
  for (const command of new Set(await offered()))
    expect([command, (await citizen.get(`${path}/do/${command}`)).status]).toEqual([command, 200]);
});

it('an erasure that was granted has no copy', async () => {
  const console = await opened({}, {}, erasures);
  const citizen = browserOf(console);
  await citizen.signIn('citizen:c-1');
  const { url } = await send(citizen, { kind: 'erasure' }, '/console/cases/dataRequest/new/ask');
  const path = url.split('?', 1)[0] ?? '';
  const admin = browserOf(console);
  await admin.signIn('admin:a-1');
  await send(admin, { ground: 'Điều 14' }, `${path}/do/grant`);
  for (const browser of [citizen, admin])
    expect((await browser.get(path)).text).not.toMatch(/requests\/[^"]+\/copy"|do\/deliver/);
});

it('a request says what was decided in the words of who decided, below its name, and no term once it is over', async () => {
  const { console, citizen, path } = await asked();
  const admin = browserOf(console);
  await admin.signIn('admin:a-1');
  expect((await citizen.get(path)).text).toContain('Until the end of');
  await send(admin, { ground: 'Điều 14 khoản 1 Luật 91/2025/QH15' }, `${path}/do/grant`);
  const granted = (await citizen.get(path)).text;
  expect(granted.match(/Điều 14 khoản 1 Luật 91\/2025\/QH15/g)).toHaveLength(2);
  expect(granted.indexOf('<h1>')).toBeLessThan(granted.indexOf('id="copy"'));
  await send(citizen, {}, `${path}/do/deliver`);
  const over = (await citizen.get(path)).text;
  expect(over).not.toContain('Until the end of');
  expect(over).not.toContain('Number of the event');
});

it('a list in no order that was asked for begins with what is newest', async () => {
  const console = await opened({}, {}, erasures);
  const admin = browserOf(console);
  await admin.signIn('admin:a-1');
  const order: string[] = [];
  for (let n = 0; n < 6; n++) {
    const citizen = browserOf(console);
    await citizen.signIn(`citizen:c-${n}`);
    await send(citizen, { kind: 'erasure' }, '/console/cases/dataRequest/new/ask');
    order.unshift(`c-${n}`);
    console.clock.advance(1_000);
  }
  await console.readModels.catchUp();
  const list = (await admin.get('/console/work/personal-data-requests')).text;
  expect([...list.matchAll(/Citizen (c-\d)/g)].map(([, who]) => who)).toEqual(order);
});
