import { expect, it } from 'vitest';
import { keptOfSubject } from '../personal/index.ts';
import { type CaseFacts, foldCase } from '../projections/report/index.ts';
import { lifecycleFixture, people } from '../testing/index.ts';
import { citizen, reportWorkflow } from './index.ts';

const called = { text: 'Đèn hỏng', location: { address: '12 Lê Lợi' }, channel: 'hotline' } as const;
const caller = citizen('c-40');

const setUp = async () => {
  const fixture = await lifecycleFixture();
  const { reports, give } = fixture;
  const { id } = await reports.handler.create('submit', { ...called }, { actor: people.operator });
  const link = (reporter: string) => give(id, 'link', { reporter }, people.operator);
  const unlink = () => give(id, 'unlink', { reason: 'Nhầm người gọi' }, people.operator);
  const factsOf = async (): Promise<CaseFacts | undefined> => {
    let facts: CaseFacts | undefined;
    for await (const event of reports.handler.history(id)) facts = foldCase(facts, event);
    return facts;
  };
  return { ...fixture, id, link, unlink, factsOf };
};

it('a report of a caller is the own one of the citizen whom it is linked to, until that is taken back', async () => {
  const { id, give, link, unlink, factsOf, state, reports } = await setUp();
  const comment = () => give(id, 'comment', { text: 'Vẫn hỏng', audience: 'public' }, caller);
  await expect(comment()).rejects.toMatchObject({ code: 'forbidden' });
  await link('c-40');
  await comment();
  expect((await factsOf())?.reporterId).toBe('c-40');
  expect((await state(id)).linkedTo).toBe('c-40');
  await link('c-41');
  await expect(comment()).rejects.toMatchObject({ code: 'forbidden' });
  await link('c-40');
  await unlink();
  await expect(comment()).rejects.toMatchObject({ code: 'forbidden' });
  expect((await factsOf())?.reporterId).toBe(null);
  const history = await Array.fromAsync(reports.handler.history(id));
  expect(history.map(({ type }) => type)).toEqual([
    'submitted',
    'linked',
    'commented',
    'linked',
    'linked',
    'unlinked',
  ]);
});

it('what a citizen submitted is linked to nobody, and nothing is linked twice or taken back that was not linked', async () => {
  const { id, submit, give, link, unlink } = await setUp();
  const own = await submit();
  await expect(give(own, 'link', { reporter: 'c-40' }, people.operator)).rejects.toMatchObject({
    code: 'reported-by-citizen',
  });
  await expect(unlink()).rejects.toMatchObject({ code: 'nothing-changes' });
  await link('c-40');
  await expect(link('c-40')).rejects.toMatchObject({ code: 'nothing-changes' });
  await expect(give(id, 'link', { reporter: 'c-41' }, caller)).rejects.toMatchObject({ code: 'forbidden' });
});

it('what is kept of a citizen has what was taken down for them, once it is linked', async () => {
  const { reports, link, unlink } = await setUp();
  const kept = async () =>
    (await Array.fromAsync(keptOfSubject(reports.store, [reportWorkflow], 'citizen:c-40'))).map(
      ({ type }) => type,
    );
  expect(await kept()).toEqual([]);
  await link('c-40');
  expect(await kept()).toEqual(['submitted']);
  await unlink();
  expect(await kept()).toEqual([]);
});

it('what is personal of a report is erased with the citizen whom it is linked to by its last link', async () => {
  const { id, give, link, unlink, reports } = await setUp();
  const erase = (person: string) => give(id, 'erase-personal-data', { person }, people.system);
  await link('c-40');
  await link('c-41');
  await expect(erase('citizen:c-40')).rejects.toMatchObject({ code: 'nothing-changes' });
  await unlink();
  await expect(erase('citizen:c-41')).rejects.toMatchObject({ code: 'nothing-changes' });
  await link('c-40');
  await erase('citizen:c-40');
  const last = (await Array.fromAsync(reports.handler.history(id))).at(-1);
  expect(last?.data).toEqual({ revisions: [0] });
});
