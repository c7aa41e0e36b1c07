import { strangeEvent } from '@phananh/test-support/strange-event';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

const opened = async () => {
  const console = await openConsole();
  const one = await reported(console);
  const stream = `report-${one.reportId}`;
  await console.reports.store.append(stream, [strangeEvent('2026-12-07T02:00:00.000Z')], {
    expectedRevision: 0,
  });
  await console.readModels.catchUp();
  const browser = browserOf(console);
  await browser.signIn('admin:ad-1');
  return { ...console, ...one, stream, browser };
};

describe('the pages of operations', () => {
  it('tell that all is well where nothing waits', async () => {
    const browser = browserOf(await openConsole());
    await browser.signIn('admin:ad-1');
    const { text } = await browser.get('/console/operations');
    expect(text).toContain('nothing waits for you');
    expect(text).toContain('covers the days to Fri, 31/12/2027');
  });

  it('leave a parked event out, with the reason, and say so', async () => {
    const { browser, stream, readModels } = await opened();
    const before = await browser.get('/console/operations');
    expect(before.text).toContain('Something waits for you');
    expect(before.text).toContain(stream);
    const action = '/console/operations/do/skip-parked';
    const form = { ...hiddenIn(await browser.get(`${action}?stream=${stream}`), action) };
    expect(form).toMatchObject({ stream });
    const refused = await browser.post(action, { ...form, reason: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/id="i-reason"[^>]*aria-invalid="true"/);
    const done = await browser.post(action, { ...form, reason: 'Không ai biết loại này' });
    expect(done.url).toBe('/console/operations?done=skip-parked');
    await readModels.catchUp();
    const after = await browser.get('/console/operations');
    expect(after.text).toContain('nothing waits for you');
    expect(after.text).toContain('Không ai biết loại này');
  });

  it('have a parked stream tried again, and say when it is not parked any more', async () => {
    const { browser, stream } = await opened();
    const action = '/console/operations/do/retry-parked';
    const form = hiddenIn(await browser.get(`${action}?stream=${stream}`), action);
    expect((await browser.post(action, form)).text).toContain('the host tries it now');
    expect((await browser.post(action, { ...form, stream: 'report-x' })).status).toBe(404);
    expect((await browser.get('/console/operations/do/nothing')).status).toBe(404);
  });

  it('show every agency, the policy with its calendars, and who may act', async () => {
    const { browser, reports, readModels } = await opened();
    await reports.agencies.register(
      { agencyId: 'lighting', name: 'Chiếu sáng Huế', kind: 'enterprise' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
    await readModels.catchUp();
    expect((await browser.get('/console/agencies')).text).toMatch(
      /href="\/console\/cases\/agency\/lighting">Chiếu sáng Huế/,
    );
    const { text } = await browser.get('/console/policy');
    expect(text).toContain('Policy and calendars');
    expect(text).toMatch(/Calendar VN/);
    expect((await browser.get('/console/people')).text).toContain('Nobody is managed here');
  });

  it('are for administrators: others may look at agencies at most', async () => {
    const { browser: _, ...console } = await opened();
    const operator = browserOf(console);
    await operator.signIn('operator:o-1');
    for (const path of ['operations', 'policy', 'operations/do/retry-parked'])
      expect((await operator.get(`/console/${path}`)).status).toBe(403);
    expect((await operator.get('/console/agencies')).status).toBe(200);
    const citizen = browserOf(console);
    await citizen.signIn('citizen:c-1');
    for (const path of ['agencies', 'people'])
      expect((await citizen.get(`/console/${path}`)).status).toBe(403);
  });
});
