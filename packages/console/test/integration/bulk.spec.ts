import { desk } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;

const opened = async (count: number, limits = {}) => {
  const console = await openConsole({}, { limits }, desk);
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    ids.push((await reported(console, `Đèn số ${at}`)).reportId);
    console.clock.advance(1_000);
  }
  const browser = browserOf(console);
  await browser.signIn('operator:o-1');
  return { ...console, ids, browser };
};

const ask = async (
  { app }: { readonly app: Awaited<ReturnType<typeof opened>>['app'] },
  body: object,
  as = 'operator:o-1',
) => {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/bulk-previews',
    headers: { authorization: `Bearer dev:${as}` },
    payload: body,
  });
  return { status: answer.statusCode, body: answer.json() };
};

describe('one command for many reports', () => {
  it('is shown what it would hit, every page of a filter, with the refusals and why, and nothing is done', async () => {
    const { ids, reports, readModels, ...console } = await opened(4);
    await reports.verify(ids[0] ?? '', { category: 'den' }, operator);
    await readModels.catchUp();
    const { status, body } = await ask(console, {
      command: 'verify',
      input: { category: 'den' },
      filter: 'sort=submittedAt&limit=1',
    });
    expect(status).toBe(200);
    expect(body.items.map(({ reportId }: { reportId: string }) => reportId)).toEqual(ids.slice(1));
    expect(body.refused).toEqual([{ code: 'wrong-phase', count: 1, reportIds: [ids[0]] }]);
    expect(body.isMore).toBe(false);
    expect((await reports.handler.load(ids[1] ?? ''))?.state).toMatchObject({ phase: 'submitted' });
  });

  it('looks at no more cases than one run may have, and says so; who may not is refused', async () => {
    const console = await opened(3, { bulkCases: 2 });
    const asked = { command: 'verify', input: { category: 'den' }, filter: '' };
    const { body } = await ask(console, asked);
    expect([body.items.length, body.isMore]).toEqual([2, true]);
    expect((await ask(console, asked, 'citizen:c-1')).status).toBe(403);
    expect((await ask(console, { ...asked, filter: 'phase=kitchen' })).status).toBe(422);
  });

  it('keeps what its reports were chosen by without words and persons, in its events, its digest, its row and its page', async () => {
    const { ids, browser, readModels, workflows, reports } = await opened(1);
    const handler = workflows.find((one) => one.handler.workflow.name === 'bulkRun')?.handler;
    const items = [{ reportId: ids[0] ?? '', revision: 0 }];
    const start = (filter: string, commandId: string) =>
      handler?.create(
        'start',
        { command: 'verify', input: { category: 'den' }, filter, items },
        { actor: operator.actor, commandId },
      );
    const kept = await start('phase=submitted&q=0905123456&reporterId=c-17&q=Lan', 'one');
    const events = await Array.fromAsync(reports.store.readAll());
    expect(JSON.stringify(events)).not.toMatch(/0905123456|Lan|c-17/);
    const [started] = await Array.fromAsync(handler?.history(kept?.id ?? '', { fromRevision: 0 }) ?? []);
    expect(started?.data).toMatchObject({ filter: 'phase=submitted&q=&reporterId=' });
    // Nothing of it can be guessed from the digest either: the same without words is the same command.
    expect((await start('phase=submitted&q=&reporterId=', 'one'))?.id).toBe(kept?.id);
    await readModels.catchUp();
    const page = await browser.get(`/console/cases/bulkRun/${kept?.id}`);
    expect(page.text).toContain('words that are not kept · a reporter who is not kept');
    const plain = await start('phase=submitted&sort=-dueAt&category=%C4%91%C3%A8n', 'two');
    const [other] = await Array.fromAsync(handler?.history(plain?.id ?? '', { fromRevision: 0 }) ?? []);
    expect(other?.data).toMatchObject({ filter: 'phase=submitted&sort=-dueAt&category=%C4%91%C3%A8n' });
  });

  it('is started from the worklist without JavaScript: marked or the whole filter, the command, the preview, the run', async () => {
    const { ids, browser, readModels, workflows } = await opened(3);
    const list = await browser.get('/console/work?phase=submitted');
    expect(list.text).toContain(`form="bulk" name="id" value="${ids[0]}"`);
    expect(list.text).toContain('href="/console/bulk?filter=phase%3Dsubmitted"');
    expect((await browser.get(`/console/bulk?id=${ids[0]}&id=${ids[1]}`)).text).toContain('2 marked reports');
    const step = await browser.get('/console/bulk?filter=phase%3Dsubmitted&command=verify');
    const typed = { category: 'den' };
    const seen = await browser.post('/console/bulk', { ...hiddenIn(step, '/console/bulk'), ...typed });
    expect(seen.text).toContain('3 reports would be done');
    // Nothing is done before somebody has seen it.
    const runs = workflows.find(({ handler }) => handler.workflow.name === 'bulkRun')?.handler;
    const hidden = hiddenIn(seen, '/console/bulk');
    const run = await browser.post('/console/bulk', { ...hidden, ...typed });
    expect(run.url).toMatch(/^\/console\/bulk\/[0-9a-f-]{36}$/);
    expect(run.text).toContain('0 of 3');
    expect(run.text).toContain('<noscript><meta http-equiv="refresh" content="5"/></noscript>');
    // Twice is once.
    expect((await browser.post('/console/bulk', { ...hidden, ...typed })).url).toBe(run.url);
    const id = run.url.split('/').at(-1) ?? '';
    await runs?.execute(
      id,
      'note',
      {
        outcomes: [
          { at: 0, outcome: 'done' },
          { at: 1, outcome: 'changed' },
          { at: 2, outcome: 'refused', code: 'wrong-phase' },
        ],
      },
      { actor: { kind: 'system', id: 'bulk' } },
    );
    const done = await browser.get(run.url);
    expect(done.text).toContain('Every report was come to.');
    expect(done.text).toContain('changed since the preview');
    expect(done.text).not.toContain('http-equiv="refresh"');
    await readModels.catchUp();
    expect((await browser.get('/console/work/bulk-runs')).text).toContain(`href="${run.url}"`);
  });
});
