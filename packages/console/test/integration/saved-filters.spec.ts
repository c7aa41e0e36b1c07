import { desk } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

const opened = async () => {
  const console = await openConsole({}, {}, desk);
  await reported(console);
  for (const agencyId of ['lighting', 'parks'])
    await console.reports.agencies.register(
      { agencyId, name: agencyId, kind: 'government' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
  const browser = async (as: string, fields = {}) => {
    const one = browserOf(console);
    await one.signIn(as, fields);
    return one;
  };
  return { ...console, browser };
};

const path = '/console/cases/savedFilter/new/save';
const query = 'phase=submitted&sort=dueAt';

/** Fills in the form that the list leads to. */
const save = async (
  browser: ReturnType<typeof browserOf>,
  fields: { readonly [name: string]: string },
): Promise<Awaited<ReturnType<typeof browser.post>>> => {
  const form = await browser.get(`${path}?${new URLSearchParams({ list: 'reports', query })}`);
  return browser.post(path, { ...hiddenIn(form, path), list: 'reports', query, ...fields });
};

describe('a saved filter', () => {
  it('is kept from the list that it is of, chosen there, renamed and removed', async () => {
    const { browser, readModels } = await opened();
    const operator = await browser('operator:o-1');
    const list = await operator.get(`/console/work?${query}`);
    expect(list.text).toContain(
      `${path}?list=reports&amp;query=${encodeURIComponent(query).replaceAll('%20', '+')}`,
    );
    const made = await save(operator, { name: 'Việc mới' });
    expect(made.status).toBe(200);
    await readModels.catchUp();
    const shown = await operator.get('/console/work');
    expect(shown.text).toContain(`href="/console/work?${query.replace('&', '&amp;')}"`);
    expect(shown.text).toContain('Việc mới');
    const subject = made.url.split('?')[0] ?? '';
    await operator.post(`${subject}/do/rename`, {
      ...hiddenIn(await operator.get(`${subject}/do/rename`), `${subject}/do/rename`),
      name: 'Việc mới nhận',
    });
    await readModels.catchUp();
    expect((await operator.get('/console/work')).text).toContain('Việc mới nhận');
    await operator.post(
      `${subject}/do/remove`,
      hiddenIn(await operator.get(`${subject}/do/remove`), `${subject}/do/remove`),
    );
    await readModels.catchUp();
    expect((await operator.get('/console/work')).text).not.toContain('Việc mới nhận');
  });

  it('is for its owner alone until it is shared, and then for those of the same kind or agency', async () => {
    const { browser, readModels, workflows } = await opened();
    const operator = await browser('operator:o-1');
    const own = await save(operator, { name: 'Của riêng tôi' });
    await save(operator, { name: 'Của cả trung tâm', shared: 'true' });
    const handler = workflows[0]?.handler;
    const agency = { kind: 'agency', id: 'a-1', agencyId: 'lighting' };
    await handler?.create('save', { name: 'Của đội đèn', shared: true }, { actor: agency });
    await readModels.catchUp();
    const seenBy = async (as: string, fields = {}): Promise<readonly string[]> => {
      const { text } = await (await browser(as, fields)).get('/console/work');
      return ['Của riêng tôi', 'Của cả trung tâm', 'Của đội đèn'].filter((name) => text.includes(name));
    };
    expect(await seenBy('operator:o-1')).toEqual(['Của riêng tôi', 'Của cả trung tâm']);
    expect(await seenBy('operator:o-2')).toEqual(['Của cả trung tâm']);
    expect(await seenBy('agency:a-2', { agency: 'lighting' })).toEqual(['Của đội đèn']);
    expect(await seenBy('agency:a-3', { agency: 'parks' })).toEqual([]);
    expect(await seenBy('analyst:an-1')).toEqual([]);
    expect(await seenBy('citizen:c-1')).toEqual([]);
    // Nor by its address, nor may a colleague change what is not theirs.
    const subject = own.url.split('?')[0] ?? '';
    expect((await (await browser('operator:o-2')).get(subject)).status).toBe(404);
  });

  it('keeps no words that were searched for: they are refused, and the list offers to keep the rest', async () => {
    const { browser, workflows } = await opened();
    for (const query of ['q=L%C3%AA+Th%E1%BB%8B+Lan', 'phase=submitted&%71=0905123456', 'q=&q=x'])
      await expect(
        workflows[0]?.handler.create(
          'save',
          { name: 'x', query },
          { actor: { kind: 'operator', id: 'o-1' } },
        ),
      ).rejects.toMatchObject({ code: 'words-not-kept' });
    const operator = await browser('operator:o-1');
    const list = await operator.get('/console/work?phase=submitted&q=0905123456');
    expect(list.text).toContain(`href="${path}?list=reports&amp;query=phase%3Dsubmitted"`);
    expect(list.text).toContain('Words that are searched for are not saved');
    const words = await operator.get('/console/work?q=0905123456');
    expect(words.text).not.toContain(`href="${path}`);
    expect(words.text).toContain('Words that are searched for are not saved');
    const refused = await save(operator, { name: 'x', query: 'q=0905123456' });
    expect([refused.status, refused.text.includes('Words are not kept in a filter')]).toEqual([422, true]);
  });

  it('is refused where its list cannot be asked for it', async () => {
    const { workflows } = await opened();
    const save = (input: object) =>
      workflows[0]?.handler.create(
        'save',
        { name: 'x', ...input },
        { actor: { kind: 'operator', id: 'o-1' } },
      );
    for (const input of [
      { query: 'phase=kitchen' },
      { query: 'colour=red' },
      { query: 'cursor=abc' },
      { query: 'reporterId=c-1' },
      { list: 'kitchens' },
    ])
      await expect(save(input), JSON.stringify(input)).rejects.toMatchObject({ code: 'no-such-filter' });
    await expect(save({ query: 'phase=submitted,verified&dueBefore=2026-12-01' })).resolves.toBeDefined();
    await expect(save({ list: 'saved-filters', query: 'sort=name' })).rejects.toMatchObject({
      code: 'no-such-filter',
    });
  });
});
