import { identityWorkflows } from '@phananh/identity';
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

  it('with nothing in it says why, and leads to everything where a filter is the reason', async () => {
    const opened = await openConsole();
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const none = await browser.get('/console/work');
    expect(none.text).toContain('There is no report yet.');
    expect(none.text).not.toContain('>Show all<');
    await reported(opened);
    const filtered = await browser.get('/console/work?phase=published');
    expect(filtered.text).toContain('<a class="button second" href="/console/work">Show all</a>');
    const found = await browser.get('/console/work');
    expect(found.text).not.toContain('>Show all<');
  });

  it.each([
    [
      'en',
      'To who may act',
      {
        officers: 'Officers stand here once they have signed in with their invitation.',
        invitations: 'Nobody is invited who has not come yet.',
        'api-keys': 'No machine has a key.',
      },
    ],
    [
      'vi',
      'Đến trang nhân sự',
      {
        officers: 'Cán bộ có tên ở đây sau khi đăng nhập bằng lời mời.',
        invitations: 'Không còn ai được mời mà chưa đến.',
        'api-keys': 'Chưa máy nào có khóa.',
      },
    ],
  ] as const)(
    'of officers, invitations or keys with nothing in it says so in words (%s), and leads an administrator to where one begins',
    async (language, leads, words) => {
      const opened = await openConsole({}, {}, identityWorkflows);
      const browser = browserOf(opened, language);
      await browser.signIn('admin:m-1');
      for (const [list, said] of Object.entries(words)) {
        const { text, status } = await browser.get(`/console/work/${list}`);
        expect([list, status]).toEqual([list, 200]);
        expect(text).toContain(`<p>${said}</p>`);
        expect(text).toContain(`<a class="button second" href="/console/people">${leads}</a>`);
      }
    },
  );

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

  it('is asked for again by its validator, without what somebody wrote, and signs nobody in for longer', async () => {
    const opened = await openConsole();
    await reported(opened);
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const { text } = await browser.get('/console/work?phase=submitted');
    const given = JSON.parse(/data-given="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '{}');
    expect(given.address).toBe('/console/work/live?phase=submitted');
    const before = new Map(browser.cookies);
    opened.clock.advance(120_000);
    const again = () => browser.get(given.address, { 'if-none-match': given.validator });
    expect((await again()).status).toBe(304);
    // Something happens elsewhere in the log.
    await opened.reports.agencies.register(
      { agencyId: 'parks', name: 'Parks', kind: 'government' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
    await opened.readModels.catchUp();
    expect((await again()).status).toBe(304);
    await reported(opened, 'Cây đổ');
    const other = await again();
    expect(other.status).toBe(200);
    expect(JSON.parse(other.text)).toMatchObject({ count: 2, isMore: false, isLast: true });
    expect(other.text).not.toContain('Cây đổ');
    expect(browser.cookies).toEqual(before);
    browser.cookies.clear();
    expect((await browser.get(given.address)).url).toMatch(/^\/console\/sign-in/);
  });

  it('has what is urgent in a lane of its own, before any other list', async () => {
    const opened = await openConsole();
    const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
    const { reportId } = await reported(opened, 'Dây điện đứt');
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    expect((await browser.get('/console/work?phase=disputed')).text).not.toContain('class="lane"');
    await opened.reports.verify(reportId, { category: 'power', priority: 'urgent' }, operator);
    await opened.readModels.catchUp();
    const lane = (await browser.get('/console/work?phase=disputed')).text.split('class="lane"')[1] ?? '';
    expect(lane.split('</section>')[0]).toContain('Dây điện đứt');
    // Where it is the list itself, it is there once.
    const urgent = /href="\/console\/work(\?priority=urgent[^"]*)"/.exec(lane)?.[1] ?? '?priority=urgent';
    expect((await browser.get(`/console/work${urgent.replaceAll('&amp;', '&')}`)).text).toContain(
      'Dây điện đứt',
    );
  });

  it('says which clock will be late first, and how many are due by each', async () => {
    const opened = await openConsole();
    await reported(opened);
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const soon = /href="(\/console\/work\?clock=[^"]*)"/.exec((await browser.get('/console/work')).text)?.[1];
    const { text } = await browser.get((soon ?? '').replaceAll('&amp;', '&'));
    expect(text).toContain('<h1>Due by tomorrow</h1>');
    expect(text).toMatch(/class="which">Verification <time datetime="2026-12-08">/);
    expect(text).toMatch(/<span>Verification<\/span> <strong>1<\/strong>/);
    expect(text).toMatch(/<span>Approval<\/span> <strong>0<\/strong>/);
  });

  it('has for an agency what is new with it, whose each is, and what was disputed', async () => {
    const opened = await openConsole();
    const { reports, readModels } = opened;
    const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
    await reports.agencies.register({ agencyId: 'lighting', name: 'Lighting', kind: 'government' }, operator);
    const { reportId } = await reported(opened);
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await readModels.catchUp();
    const browser = browserOf(opened);
    await browser.signIn('agency:a-1', { agency: 'lighting' });
    const counts = async () =>
      [
        ...(await browser.get('/console/work')).text.matchAll(
          /<span>([^<]+)<\/span> <strong>(\d+)<\/strong>/g,
        ),
      ]
        .filter(([, , count]) => count !== '0')
        .map(([, name]) => name);
    expect(await counts()).toEqual(['New with us', 'With us', 'All']);
    await reports.accept(
      reportId,
      { officer: 'a-1' },
      { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } },
    );
    await readModels.catchUp();
    expect(await counts()).toEqual(['Mine', 'With us', 'All']);
  });

  it('tells those who hear it how long it is, and where they are', async () => {
    const opened = await openConsole();
    for (const text of ['Một', 'Hai', 'Ba']) {
      await reported(opened, text);
      opened.clock.advance(60_000);
    }
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const first = await browser.get('/console/work?sort=submittedAt&limit=2');
    expect(first.text).toContain('aria-rowcount="4"');
    expect([...first.text.matchAll(/aria-rowindex="(\d+)"/g)].map(([, row]) => row)).toEqual(['1', '2', '3']);
    const next = /rel="next" href="([^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await browser.get(next);
    expect([...second.text.matchAll(/aria-rowindex="(\d+)"/g)].map(([, row]) => row)).toEqual(['1', '4']);
    // A case of the second page leads back to the others of it.
    const path =
      /<th scope="row">\s*<a href="([^"]*)"/.exec(second.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await browser.get(path)).status).toBe(200);
  });

  it('of any other workflow is asked for again by its validator too', async () => {
    const opened = await openConsole({}, {}, identityWorkflows);
    const { workflows, reports, readModels } = opened;
    const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
    const officers = workflows.find(({ handler }) => handler.workflow.name === 'officer');
    const register = (officerId: string) =>
      officers?.handler.create('register', { officerId, agencyId: 'parks', name: 'Nguyễn An' }, operator);
    await reports.agencies.register({ agencyId: 'parks', name: 'Parks', kind: 'government' }, operator);
    await register('officer-1');
    await readModels.catchUp();
    const browser = browserOf(opened);
    await browser.signIn('operator:o-1');
    const { text } = await browser.get('/console/work/officers');
    const given = JSON.parse(/data-given="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '{}');
    expect(given.address).toBe('/console/work/officers/live');
    const again = () => browser.get(given.address, { 'if-none-match': given.validator });
    expect((await again()).status).toBe(304);
    await register('officer-2');
    await readModels.catchUp();
    const other = await again();
    expect(JSON.parse(other.text).rows).toHaveLength(2);
    expect(other.text).not.toContain('Nguyễn');
  });
});
