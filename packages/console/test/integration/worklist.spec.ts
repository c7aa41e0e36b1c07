import { describe, expect, it } from 'vitest';
import { browserOf, openConsole, reported } from '../support/open-console.ts';

describe('a worklist', () => {
  it('has the queues of who looks, each with its count, and the filter in the address', async () => {
    const opened = await openConsole();
    await reported(opened);
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const all = await browser.get('/console/work');
    expect(all.text).toMatch(/<span>New<\/span> <strong>1<\/strong>/);
    expect(all.text).toMatch(/<span>Disputed<\/span> <strong>0<\/strong>/);
    const fresh = await browser.get('/console/work?phase=submitted&sort=dueAt');
    expect(fresh.text).toContain('<h1>New</h1>');
    expect(fresh.text).toContain('Đèn đường hỏng');
    expect((await browser.get('/console/work?phase=published')).text).toContain('Nothing here');
  });

  it('asks for nothing by a field that was left empty, and says so in the address', async () => {
    const opened = await openConsole();
    await reported(opened);
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const seen = await browser.get('/console/work?q=den&phase=&category=&agencyId=&dueBefore=');
    expect(seen).toMatchObject({ status: 200, url: '/console/work?q=den' });
    expect(seen.text).toContain('Đèn đường hỏng');
  });

  it('shows an agency what is with it, a citizen their own, and nobody else’s to either', async () => {
    const opened = await openConsole();
    const { reports, readModels } = opened;
    const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
    for (const agencyId of ['lighting', 'parks'])
      await reports.agencies.register({ agencyId, name: agencyId, kind: 'government' }, operator);
    const { reportId } = await reported(opened);
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await readModels.catchUp();
    const seenBy = async (as: string, fields = {}): Promise<boolean> => {
      const browser = browserOf(opened);
      await browser.signIn(as, fields);
      return (await browser.get('/console/work')).text.includes('Đèn đường hỏng');
    };
    expect(await seenBy('agency:a-1', { agency: 'lighting' })).toBe(true);
    expect(await seenBy('agency:a-1', { agency: 'parks' })).toBe(false);
    expect(await seenBy('citizen:c-1')).toBe(true);
    expect(await seenBy('citizen:c-2')).toBe(false);
    // They see cases without their texts.
    expect(await seenBy('analyst:an-1')).toBe(false);
  });

  it('leads from a case to the next one of the list, also when it has left the list', async () => {
    const opened = await openConsole();
    const first = await reported(opened, 'Đèn thứ nhất');
    opened.clock.advance(60_000);
    const second = await reported(opened, 'Đèn thứ hai');
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const within = `?${new URLSearchParams({ in: 'phase=submitted&sort=submittedAt', at: '0' })}`;
    expect((await browser.get(first.path + within)).text).toMatch(
      new RegExp(`rel="next" href="${second.path}`),
    );
    await opened.reports.verify(
      first.reportId,
      { category: 'lighting' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
    await opened.readModels.catchUp();
    const after = await browser.get(first.path + within);
    expect(after.text).toMatch(new RegExp(`rel="next" href="${second.path}`));
    expect(after.text).not.toContain('rel="prev"');
  });

  it('refuses in a page what the API refuses', async () => {
    const browser = browserOf(await openConsole());
    await browser.signIn('operator:o-1');
    const seen = await browser.get('/console/work?phase=kitchen');
    expect(seen.status).toBe(422);
    expect(seen.headers['content-type']).toContain('text/html');
  });
});
