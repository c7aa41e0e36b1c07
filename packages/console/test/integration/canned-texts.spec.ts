import type { Actor } from '@phananh/core';
import { desk } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

const operator: Actor = { kind: 'operator', id: 'o-1' };
const officerOf = (agencyId: string): Actor => ({ kind: 'agency', id: `a-${agencyId}`, agencyId });

const opened = async () => {
  const console = await openConsole({}, {}, desk);
  const { reports, readModels, workflows } = console;
  for (const agencyId of ['lighting', 'parks'])
    await reports.agencies.register({ agencyId, name: agencyId, kind: 'government' }, { actor: operator });
  const { reportId, path } = await reported(console);
  await reports.verify(reportId, { category: 'den-duong' }, { actor: operator });
  await reports.assign(reportId, { agencyId: 'lighting' }, { actor: operator });
  const handler = workflows.find((one) => one.handler.workflow.name === 'cannedText')?.handler;
  const write = async (input: object, actor = operator): Promise<string> =>
    (await handler?.create('write', { command: 'resolve', name: 'Mẫu', ...input }, { actor }))?.id ?? '';
  const browser = async (as: string, fields = {}, language = 'en') => {
    const one = browserOf(console, language);
    await one.signIn(as, fields);
    return one;
  };
  return { ...console, reportId, path, write, handler, browser, catchUp: () => readModels.catchUp() };
};

const choicesIn = (text: string): readonly string[] =>
  [...text.matchAll(/<option value="[0-9a-f-]{36}:(?:vi|en)"[^>]*>([^<]+)</g)].map(([, label = '']) =>
    label.trim(),
  );

describe('canned texts', () => {
  it('say in their list for which category and whose they are, and where there is none what one is for', async () => {
    const { write, browser, catchUp } = await opened();
    const officer = await browser('operator:o-1');
    const list = '/console/work/canned-texts';
    const none = await officer.get(list);
    expect(none.text).toContain('is offered in forms that ask for one');
    await write({ name: 'B chung', vi: 'Đã xử lý.' });
    await catchUp();
    const { text } = await officer.get(list);
    expect(text).toMatch(/<td data-label="Category"><span class="fine">every category</);
    const filtered = await officer.get(`${list}?command=reject`);
    expect(filtered.text).toContain(`<a class="button second" href="${list}">Show all</a>`);
    const filters = await officer.get('/console/work/saved-filters');
    expect(filters.text).toContain('<a class="button second" href="/console/work">To the reports</a>');
  });

  it('are offered where the text of their command is written: of its category first, of the centre and of one’s agency', async () => {
    const { path, write, browser, catchUp } = await opened();
    await write({ name: 'B chung', vi: 'Đã xử lý.' });
    await write({ name: 'A đèn', category: 'den-duong', vi: 'Đã thay bóng.', en: 'The lamp was replaced.' });
    await write({ name: 'C cây', category: 'cay-xanh', vi: 'Đã cắt tỉa.' });
    await write({ name: 'D của đội', vi: 'Đội đã đến.' }, officerOf('lighting'));
    await write({ name: 'E công viên', vi: 'Đã dọn.' }, officerOf('parks'));
    await write({ name: 'F bác bỏ', command: 'reject', vi: 'Ngoài phạm vi.' });
    await catchUp();
    const officer = await browser('agency:a-lighting', { agency: 'lighting' });
    expect(choicesIn((await officer.get(`${path}/do/resolve`)).text)).toEqual([
      'A đèn (English)',
      'A đèn (Tiếng Việt)',
      'B chung (Tiếng Việt)',
      'D của đội (Tiếng Việt)',
    ]);
  });

  it('stand in the text without JavaScript, beside what was typed, which can be looked at first; nothing is done by that', async () => {
    const { path, write, browser, catchUp, reports, reportId } = await opened();
    const id = await write({ vi: 'Đã thay bóng.\nCảm ơn bạn.' });
    await catchUp();
    const officer = await browser('agency:a-lighting', { agency: 'lighting' });
    const where = `${path}/do/resolve`;
    const { revision } = await reports.get(reportId);
    const fields = { ...hiddenIn(await officer.get(where), where), _phrase: `${id}:vi` };
    const filled = await officer.post(where, { ...fields, result: '', _fill: 'true' });
    expect(filled.status).toBe(200);
    expect(filled.text).toMatch(/<textarea[^>]*name="result"[^>]*>Đã thay bóng\.\nCảm ơn bạn\.<\/textarea>/);
    const beside = await officer.post(where, { ...fields, result: 'Cột số 5.', _fill: 'true' });
    expect(beside.text).toContain('>Cột số 5.\n\nĐã thay bóng.\nCảm ơn bạn.</textarea>');
    // What a choice of another form says, of nobody's office, is no text.
    const other = await officer.post(where, {
      ...fields,
      _phrase: 'x:vi',
      result: 'Cột số 5.',
      _fill: 'true',
    });
    expect(other.text).toContain('>Cột số 5.</textarea>');
    const question = await write({ command: 'request-information', vi: 'Cột số mấy?' });
    await catchUp();
    const asking = `${path}/do/request-information`;
    const ask = { ...hiddenIn(await officer.get(asking), asking), _phrase: `${question}:vi` };
    expect((await officer.post(asking, { ...ask, _fill: 'true' })).text).toContain('>Cột số mấy?</textarea>');
    expect((await officer.post(asking, { ...ask, question: 'Cột số mấy?', _look: 'true' })).text).toContain(
      '<blockquote><span class="written" dir="auto">Cột số mấy?</span></blockquote>',
    );
    expect((await reports.get(reportId)).revision).toBe(revision);
  });

  it('are written, changed and taken away on pages; a changed one says what it says now', async () => {
    const { path, browser, catchUp } = await opened();
    const officer = await browser('agency:a-lighting', { agency: 'lighting' }, 'vi');
    const form = '/console/cases/cannedText/new/write';
    expect((await officer.get(`${path}/do/resolve`)).text).toContain(
      `href="${form}?command=resolve&amp;category=den-duong"`,
    );
    const made = await officer.post(form, {
      ...hiddenIn(await officer.get(`${form}?command=resolve`), form),
      command: 'resolve',
      name: 'Đã xong',
      vi: 'Đã xong việc.',
    });
    const subject = made.url.split('?')[0] ?? '';
    const change = `${subject}/do/change`;
    const shown = await officer.get(change);
    expect(shown.text).toContain('>Đã xong việc.</textarea>');
    await officer.post(change, { ...hiddenIn(shown, change), name: 'Đã xong', en: 'It is done.' });
    await catchUp();
    expect(choicesIn((await officer.get(`${path}/do/resolve`)).text)).toEqual(['Đã xong (English)']);
    expect((await officer.get(subject)).text).toContain('đã sửa');
    const remove = `${subject}/do/remove`;
    await officer.post(remove, hiddenIn(await officer.get(remove), remove));
    await catchUp();
    expect(choicesIn((await officer.get(`${path}/do/resolve`)).text)).toEqual([]);
  });

  it('are changed by their own office alone, and seen by those whom they are offered', async () => {
    const { write, handler, app, catchUp } = await opened();
    const centre = await write({ name: 'Của trung tâm', vi: 'x' });
    const lighting = await write({ name: 'Của đội đèn', vi: 'x' }, officerOf('lighting'));
    await catchUp();
    const listed = async (as: string): Promise<unknown> => {
      const answer = await app.inject({
        url: '/v1/canned-texts?sort=name',
        headers: { authorization: `Bearer dev:${as}` },
      });
      return answer.statusCode === 200
        ? answer.json()['canned-texts'].map(({ name }: { name: string }) => name)
        : answer.statusCode;
    };
    const both = ['Của trung tâm', 'Của đội đèn'];
    for (const as of ['operator:o-2', 'admin:ad-1', 'auditor:au-1', 'agency:a-2:lighting'])
      expect(await listed(as), as).toEqual(both);
    expect(await listed('agency:a-3:parks')).toEqual(['Của trung tâm']);
    for (const as of ['citizen:c-1', 'analyst:an-1']) expect(await listed(as), as).toBe(403);
    const refused = (id: string, actor: Actor): Promise<string> =>
      handler?.execute(id, 'remove', {}, { actor }).then(
        () => 'done',
        ({ code }) => code,
      ) ?? Promise.resolve('none');
    expect(await refused(centre, officerOf('lighting'))).toBe('forbidden');
    expect(await refused(lighting, operator)).toBe('forbidden');
    expect(await refused(lighting, officerOf('parks'))).toBe('forbidden');
    expect(await refused(lighting, { kind: 'agency', id: 'a-9', agencyId: 'lighting' })).toBe('done');
    expect(await refused(centre, { kind: 'operator', id: 'o-9' })).toBe('done');
  });

  it('are refused where the command takes no such text, or not as much, and where nothing is written', async () => {
    const { write } = await opened();
    const refused = (input: object): Promise<string> =>
      write(input).then(
        () => 'written',
        ({ code }) => code,
      );
    expect(await refused({})).toBe('no-text-written');
    expect(await refused({ command: 'impose-penalty', vi: 'x'.repeat(1_001) })).toBe('text-does-not-fit');
    expect(await refused({ command: 'impose-penalty', vi: 'x'.repeat(1_000) })).toBe('written');
    expect(await refused({ command: 'accept', vi: 'x' })).toBe('invalid-command');
    expect(await refused({ command: 'submit', vi: 'x' })).toBe('invalid-command');
  });
});
