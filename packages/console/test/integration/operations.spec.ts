import { systemRandom } from '@phananh/core/engine';
import { erasures } from '@phananh/core/read-models';
import { policyDataOf, policyOfLog } from '@phananh/core/reports';
import { identityWorkflows, newApiKey } from '@phananh/identity';
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

/** One key, as a program of this host makes them. */
const keysOf = () => ({ made: newApiKey(systemRandom()) });

/** Cases that a section of a page lists. */
const rowsIn = (text: string, section: string): number =>
  text
    .split('<section')
    .find((part) => part.includes(`aria-labelledby="${section}"`))
    ?.match(/<th scope="row"><a href="[^"]*cases\/report\//g)?.length ?? 0;

describe('the pages of operations', () => {
  it('tell that all is well where nothing waits', async () => {
    const browser = browserOf(await openConsole());
    await browser.signIn('admin:ad-1');
    const { text } = await browser.get('/console/operations');
    expect(text).toContain('nothing waits for you');
    expect(text).toContain('covers the days to Fri, 31/12/2027');
  });

  it('tell which requests about personal data wait, and that of which a term was missed', async () => {
    const console = await openConsole({}, {}, erasures);
    const browser = browserOf(console);
    const card = async (): Promise<string> => {
      await browser.signIn('admin:ad-1');
      await console.readModels.catchUp();
      const { text } = await browser.get('/console/operations');
      return text.split('aria-labelledby="requests"')[1]?.split('</section>')[0] ?? '';
    };
    expect(await card()).toContain('nobody waits');
    const requests = console.workflows.find(
      ({ handler }) => handler.workflow.name === 'dataRequest',
    )?.handler;
    const { id = '' } =
      (await requests?.create('ask', { kind: 'copy' }, { actor: { kind: 'citizen', id: 'c-1' } })) ?? {};
    const waiting = await card();
    expect(waiting).toContain('1 wait');
    expect(waiting).toContain(`href="/console/cases/dataRequest/${id}"`);
    expect(waiting).not.toContain('missed term');
    console.clock.advance(60 * 86_400_000);
    // As its timer does.
    await requests?.execute(
      id,
      'note-missed',
      { clock: 'answer' },
      { actor: { kind: 'system', id: 'timer' } },
    );
    expect(await card()).toContain('1 with a missed term');
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

  it('list which timers fire next, the late ones first, each with its case', async () => {
    const { browser, ...console } = await opened();
    const second = await reported(console);
    const state = await browser.get('/console/operations');
    expect(state.text).toContain('href="/console/operations/timers"');
    const before = await browser.get('/console/operations/timers');
    expect(before.text).toContain(`href="/console/cases/report/${second.reportId}"`);
    expect(before.text).toContain('to come');
    console.clock.advance(30 * 86_400_000);
    await browser.signIn('admin:ad-1');
    expect((await browser.get('/console/operations/timers')).text).toMatch(/\d+ days late/);
    expect((await browser.get('/console/operations/timers?limit=x')).status).toBe(422);
    await browser.signIn('operator:o-1');
    expect((await browser.get('/console/operations/timers')).status).toBe(403);
  });

  it('have a parked stream tried again, and say when it is not parked any more', async () => {
    const { browser, stream } = await opened();
    const action = '/console/operations/do/retry-parked';
    const form = hiddenIn(await browser.get(`${action}?stream=${stream}`), action);
    expect((await browser.post(action, form)).text).toContain('the host tries it now');
    expect((await browser.post(action, { ...form, stream: 'report-x' })).status).toBe(404);
    expect((await browser.get('/console/operations/do/nothing')).status).toBe(404);
  });

  it('have everything computed anew, once, and say how far that is: in words, and to the island', async () => {
    const { browser, rebuilds } = await opened();
    const action = '/console/operations/do/rebuild';
    expect((await browser.get('/console/operations')).text).toContain(`href="${action}"`);
    const form = { ...hiddenIn(await browser.get(action), action), retrySkipped: 'true' };
    const begun = await browser.post(action, form);
    expect(begun.url).toBe('/console/operations?done=rebuild#rebuild');
    expect(begun.text).toContain('position 0 of 9');
    expect(begun.text).not.toContain(`href="${action}"`);
    expect((await browser.post(action, form)).status).toBe(200);
    rebuilds({ position: 6 });
    const asked = await browser.get('/console/operations/rebuild');
    expect(JSON.parse(asked.text)).toMatchObject({ share: 6 / 9, isOver: false });
    expect((await browser.get('/console/operations')).text).toMatch(/<progress[^>]* value="0.66/);
    rebuilds({ phase: 'failed', endedAt: '2026-12-07T02:05:00.000Z', message: 'the disk is full' });
    const failed = await browser.get('/console/operations');
    expect(failed.text).toContain('what served before serves on: the disk is full');
    expect(failed.text).toContain(`href="${action}"`);
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

  it.each([
    [
      'en',
      '7 working days',
      'With a fine: 10 working days',
      'less 1 working day;',
      'the head of the centre',
      '15 days',
    ],
    ['vi', '7 ngày làm việc', 'ngày làm việc</li>', 'trừ 1 ngày làm việc;', 'lãnh đạo trung tâm', '15 ngày'],
  ])('show the terms of the policy and what moves its clocks in words (%s)', async (language, ...said) => {
    const browser = browserOf(await openConsole(), language);
    await browser.signIn('admin:ad-1');
    const { text } = await browser.get('/console/policy');
    const section = text.split('<section aria-labelledby="terms"')[1]?.split('</section')[0] ?? '';
    for (const one of said) expect(section).toContain(one);
    // Each clock has a row; none of its events, clocks and parties is there by its code.
    expect(section.match(/<th scope="row">/g)).toHaveLength(5);
    expect(section.replaceAll(/<[^>]+>/g, '\n')).not.toMatch(/^(?:[a-z]+-[a-z-]+|[A-Z][a-z]+-[a-z-]+)$/m);
  });

  it('show what a newer policy or calendar would move, as the API does, and put nothing in force', async () => {
    const console = await openConsole();
    const { app, reports, readModels, clock } = console;
    const { reportId } = await reported(console);
    clock.advance(3 * 86_400_000);
    await readModels.catchUp();
    const browser = browserOf(console);
    await browser.signIn('admin:ad-1');
    const action = '/console/policy/preview';
    const { _token = '' } = hiddenIn(await browser.get(action), action);
    const { policy } = reports;
    const data = policyDataOf(policy);
    const { verification } = data.clocks;
    const term = { term: { count: 60, unit: 'working-day' } } as const;
    const longer = { ...data, clocks: { ...data.clocks, verification: { ...verification, term } } };
    const seen = await browser.postFiles(action, { _token, policy: '', calendars: '' }, [
      ['longer.json', JSON.stringify(longer), 'policy'],
    ]);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('All 1 reports were replayed');
    expect(seen.text).toMatch(
      /<th scope="row">Verification<\/th><td[^>]*><strong>1 working day<\/strong><\/td><td[^>]*><strong>60 working days<\/strong>/,
    );
    const ask = async (path: string, under: object) => {
      const headers = { authorization: 'Bearer dev:admin:ad-1' };
      const answer = await app.inject({
        method: 'POST',
        url: `/v1/policy/${path}`,
        headers,
        payload: { under },
      });
      return answer.json();
    };
    const calendars = policy.calendars.map((one) => one.data);
    const held = await ask('what-if', { policy: longer, calendars });
    expect(held.judgedOtherwise.map(({ reportId: one }: { readonly reportId: string }) => one)).toEqual([
      reportId,
    ]);
    expect(rowsIn(seen.text, 'held')).toBe(held.judgedOtherwise.length);
    expect(seen.text).toContain(reportId);
    const [calendar] = policy.calendars;
    const [anyDay] = calendar?.data.daysOff ?? [];
    const newer = {
      ...calendar?.data,
      compiledOn: '2026-12-06',
      daysOff: [...(calendar?.data.daysOff ?? []), { ...anyDay, date: '2026-12-16', weekday: 'Wed' }],
    };
    const moved = await browser.post(action, { _token, calendars: JSON.stringify(newer) });
    expect(moved.text).toContain('Wed, 16/12/2026');
    const { moves } = await ask('moves', { policy: data, calendars: [newer] });
    expect(moves.length).toBeGreaterThan(0);
    expect(rowsIn(moved.text, 'moves')).toBe(moves.length);
    const bad = await browser.post(action, { _token, policy: '{"name": "x"}' });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('{&quot;name&quot;: &quot;x&quot;}');
    for (const nothing of ['', 'no JSON'])
      expect((await browser.post(action, { _token, policy: nothing })).status).toBe(422);
    expect((await policyOfLog(reports.store)).adopted).toBeNull();
  });

  it('make a key of a machine, show it once, and have it revoked', async () => {
    const keys = keysOf();
    const console = await openConsole({ newKey: () => keys.made }, {}, identityWorkflows);
    const browser = browserOf(console);
    await browser.signIn('admin:ad-1');
    expect((await browser.get('/console/cases/apiKey/new/create')).url).toBe('/console/people/keys/new');
    const action = '/console/people/keys/new';
    const form = hiddenIn(await browser.get(action), action);
    const wrong = await browser.post(action, {
      ...form,
      name: 'Zalo',
      kind: 'citizen',
      commands: 'report.submit',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/id="i-expiresAt"[^>]*aria-invalid="true"/);
    expect(wrong.text).not.toContain('ISO 8601');
    expect(hiddenIn(wrong, action)).toMatchObject({ _text: form._text, _key: form._key });
    const typed = {
      ...form,
      name: 'Zalo',
      kind: 'citizen',
      commands: 'report.submit\r\nreport.withdraw',
      expiresAt: '2027-03-01T08:00',
    };
    const made = await browser.post(action, typed);
    expect([made.status, made.url]).toEqual([200, '/console/people/keys/made']);
    expect(made.text).toContain(keys.made.text);
    // Twice is once: the same key is shown again, because the first answer may not have come.
    expect((await browser.post(action, typed)).text).toContain(keys.made.text);
    const again = await browser.get('/console/people/keys/made');
    expect(again.status).toBe(404);
    expect(again.text).not.toContain(keys.made.text);
    await console.readModels.catchUp();
    expect((await browser.get('/console/work/api-keys')).text.match(/<th scope="row">/g)).toHaveLength(1);
    const revoke = `/console/cases/apiKey/${keys.made.apiKeyId}/do/revoke`;
    const ended = await browser.post(revoke, {
      ...hiddenIn(await browser.get(revoke), revoke),
      reason: 'Máy bị mất',
    });
    expect(ended.text).toContain('Revoked');
    const operator = browserOf(console);
    await operator.signIn('operator:o-1');
    expect((await operator.get(action)).status).toBe(403);
    const without = browserOf(await openConsole({}, {}, identityWorkflows));
    await without.signIn('admin:ad-1');
    expect((await without.get('/console/people')).text).toContain('<code>phananh keys create</code>');
  });

  it('are for administrators: others may look at agencies at most', async () => {
    const { browser: _, ...console } = await opened();
    const operator = browserOf(console);
    await operator.signIn('operator:o-1');
    for (const path of [
      'operations',
      'operations/rebuild',
      'operations/do/rebuild',
      'policy',
      'policy/preview',
      'operations/do/retry-parked',
    ])
      expect((await operator.get(`/console/${path}`)).status).toBe(403);
    expect((await operator.get('/console/agencies')).status).toBe(200);
    const citizen = browserOf(console);
    await citizen.signIn('citizen:c-1');
    for (const path of ['agencies', 'people'])
      expect((await citizen.get(`/console/${path}`)).status).toBe(403);
  });
});
