import { NotFound } from '@phananh/core/engine';
import { givenAttachments } from '@phananh/core/testing';
import type { Evidence } from '@phananh/http';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
const lighting = { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } } as const;
const minute = 60_000;

const signedIn = async (console: Awaited<ReturnType<typeof openConsole>>, as: string, fields = {}) => {
  const browser = browserOf(console);
  await browser.signIn(as, fields);
  return browser;
};

const withAgency = async () => {
  const console = await openConsole();
  await console.reports.agencies.register(
    { agencyId: 'lighting', name: 'Chiếu sáng Huế', kind: 'enterprise' },
    operator,
  );
  return console;
};

describe('who has a case open', () => {
  it('is told to others who work on it, by what its history would call them, and ends by itself', async () => {
    const console = await withAgency();
    const { reportId, path } = await reported(console);
    await console.reports.verify(reportId, { category: 'lighting' }, operator);
    await console.reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await console.readModels.catchUp();
    const [centre, agency, auditor] = [
      await signedIn(console, 'operator:o-1'),
      await signedIn(console, 'agency:a-1', { agency: 'lighting' }),
      await signedIn(console, 'auditor:au-1'),
    ];
    expect((await centre.get(path)).text).toContain('Nobody else has this open.');
    // Who only looks on is told of nobody, and nobody of them.
    expect((await auditor.get(path)).text).not.toContain('class="presence');
    expect((await agency.get(path)).text).toMatch(/Also open with: Operations centre since /);
    expect((await centre.get(path)).text).toMatch(/Also open with: Chiếu sáng Huế a-1 since /);
    console.clock.advance(4 * minute);
    const open = `${path}/open`;
    expect(JSON.parse((await agency.get(open)).text)).toMatchObject({ others: [expect.any(String)] });
    console.clock.advance(2 * minute);
    expect(JSON.parse((await centre.get(open)).text).others).toEqual([]);
    // A stranger is told of nothing.
    const stranger = await signedIn(console, 'citizen:c-2');
    expect((await stranger.get(open)).status).toBe(404);
  });

  it('is asked for again by its validator, and says that something happened', async () => {
    const console = await openConsole();
    const { reportId, path } = await reported(console);
    const browser = await signedIn(console, 'operator:o-1');
    const { text } = await browser.get(path);
    const given = JSON.parse(/data-given="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '{}');
    const again = () => browser.get(given.address, { 'if-none-match': given.validator });
    expect((await again()).status).toBe(304);
    await console.reports.comment(reportId, { text: 'Đã gọi' }, { actor: { kind: 'operator', id: 'o-2' } });
    expect(JSON.parse((await again()).text)).toEqual({ revision: 1, others: [] });
  });
});

describe('what changed since somebody last looked', () => {
  it('is said, and marked in the history, where others did it', async () => {
    const console = await openConsole();
    const { reportId, path } = await reported(console);
    const browser = await signedIn(console, 'operator:o-1');
    await browser.get(path);
    console.clock.advance(10 * minute);
    await console.reports.comment(reportId, { text: 'Của tôi' }, operator);
    expect((await browser.get(path)).text).not.toContain('new since you looked');
    console.clock.advance(10 * minute);
    await console.reports.comment(reportId, { text: 'Đã gọi' }, { actor: { kind: 'operator', id: 'o-2' } });
    const seen = await browser.get(path);
    expect(seen.text).toContain('href="#event-2">1 new since you looked on 07/12/2026, 09:10:');
    expect(seen.text).toMatch(/id="event-2" class="lane-2 new"/);
    expect(seen.text).toMatch(/id="event-1" class="lane-2"/);
    // Loaded again, it is still new.
    expect((await browser.get(path)).text).toContain('1 new since you looked');
  });
});

describe('the history of a case', () => {
  it('has a lane for each party, one line for days without an event, and both orders of time', async () => {
    const console = await openConsole();
    const { reportId, path } = await reported(console);
    console.clock.advance(5 * 86_400_000);
    await console.reports.verify(reportId, { category: 'lighting' }, operator);
    await console.readModels.catchUp();
    const browser = await signedIn(console, 'operator:o-1');
    const { text } = await browser.get(path);
    const lanes = text.split('class="lanes of-2"')[1] ?? '';
    expect(lanes).toMatch(/<span>Citizen<\/span><span>Operations centre<\/span>/);
    expect(
      [...lanes.matchAll(/<li (?:id="[^"]*" )?class="([^"]*)"/g)].map(([, lane]) => lane).slice(0, 3),
    ).toEqual(['lane-2', 'idle', 'lane-1']);
    expect(lanes).toContain('5 days without an event');
    expect(text).toMatch(/href="[^"]*\?time=recorded#history">when it was recorded/);
    const recorded = await browser.get(`${path}?time=recorded`);
    expect(recorded.text).toMatch(/time=recorded#history" aria-current="true"/);
  });
});

describe('other reports that bear on a case', () => {
  const near = async () => {
    const console = await openConsole();
    const first = await reported(console, 'Đèn đường hỏng trước số nhà 12 Lê Lợi');
    console.clock.advance(86_400_000);
    const again = await reported(console, 'den duong truoc nha so 12 Le Loi bi hong, toi qua');
    await reported(console, 'Chó thả rông');
    const browser = await signedIn(console, 'operator:o-1');
    return { ...console, browser, first, again };
  };
  const section = (text: string, id: string): string =>
    text.split(`aria-labelledby="${id}"`)[1]?.split('</section>')[0] ?? '';

  it('are offered as likely duplicates, and one merges from here, looking at the other', async () => {
    const { browser, first, again, reports } = await near();
    const { text } = await browser.get(again.path);
    const likely = section(text, 'duplicates');
    expect(likely).toContain('Đèn đường hỏng trước số nhà 12 Lê Lợi');
    expect(likely).toContain('0 m away · 1 day apart');
    expect(likely).not.toContain('Chó thả rông');
    const action = `${again.path}/do/merge`;
    const form = await browser.get(`${action}?into=${first.reportId}`);
    expect(section(form.text, 'target')).toContain('Đèn đường hỏng trước số nhà 12 Lê Lợi');
    expect(form.text).toMatch(new RegExp(`<input id="i-into"[^>]*value="${first.reportId}"`));
    const done = await browser.post(action, { ...hiddenIn(form, action), into: first.reportId });
    expect(done.text).toContain('Done: Merge into another report.');
    expect((await reports.get(again.reportId)).mergedInto).toBe(first.reportId);
  });

  it('are not offered to whoever could not merge them', async () => {
    const { again, ...console } = await near();
    const auditor = await signedIn(console, 'auditor:au-1');
    expect((await auditor.get(again.path)).text).not.toContain('id="duplicates"');
  });

  it('are those of the same reporter, for those who see who reported', async () => {
    const console = await withAgency();
    const { reportId, path } = await reported(console);
    await console.reports.submit(
      { text: 'Ở nơi khác', location: { lat: 16.2, lng: 107.2 }, channel: 'app' },
      { actor: { kind: 'citizen', id: 'c-1' } },
    );
    await console.reports.verify(reportId, { category: 'lighting' }, operator);
    await console.reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await console.readModels.catchUp();
    const centre = await signedIn(console, 'operator:o-1');
    expect(section((await centre.get(path)).text, 'of-reporter')).toContain('Ở nơi khác');
    const agency = await signedIn(console, 'agency:a-1', { agency: 'lighting' });
    expect((await agency.get(path)).text).not.toContain('id="of-reporter"');
  });
});

describe('the form that publishes', () => {
  const [lamp, face] = ['a'.repeat(64), 'b'.repeat(64)];
  const looked: string[] = [];
  const evidence: Evidence = {
    upload: () => Promise.reject(new Error('nobody uploads here')),
    find: async (id, form) => {
      looked.push(`${id[0]} ${form}`);
      throw new NotFound('attachment', id);
    },
    status: async (attachmentId) => ({
      attachmentId,
      mediaType: 'image/jpeg',
      size: 1,
      phase: 'attached',
      publicCopy: attachmentId === face ? 'pending' : 'ready',
    }),
  };

  /** Every picture of a page is there to be looked at, and these are. */
  const expectPictures = async (
    browser: Awaited<ReturnType<typeof signedIn>>,
    text: string,
    expected: readonly string[],
  ): Promise<void> => {
    looked.length = 0;
    for (const [, src = ''] of text.matchAll(/<img src="([^"]*)"/g)) await browser.get(src);
    expect(looked).toEqual(expected);
  };

  const resolved = async () => {
    const console = await openConsole({ evidence });
    const { reports } = console;
    const citizen = { actor: { kind: 'citizen', id: 'c-1' } } as const;
    await reports.agencies.register({ agencyId: 'lighting', name: 'Lighting', kind: 'government' }, operator);
    await givenAttachments(reports, { attachments: [lamp, face] }, citizen.actor);
    const { reportId } = await reports.submit(
      {
        text: 'Đèn hỏng, gọi tôi 0905 123 456',
        location: { lat: 16.4637, lng: 107.5909 },
        channel: 'app',
        attachments: [lamp, face],
      },
      citizen,
    );
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await reports.accept(reportId, {}, lighting);
    await reports.resolve(reportId, { result: 'Đã thay bóng' }, lighting);
    await console.readModels.catchUp();
    const browser = await signedIn(console, 'operator:o-1');
    const path = `/console/cases/report/${reportId}`;
    return { ...console, browser, reportId, path, action: `${path}/do/publish` };
  };

  it('shows each photo with a choice of its own, and which has no public copy', async () => {
    const { browser, action, path, reportId, reports } = await resolved();
    const form = await browser.get(action);
    expect(
      [...form.text.matchAll(/type="checkbox" name="attachments" value="(\w)/g)].map(([, id]) => id),
    ).toEqual(['a', 'b']);
    await expectPictures(browser, form.text, ['a thumbnail', 'b thumbnail']);
    expect(form.text).toMatch(
      /Photo 2 <span class="fine">cannot be published: its public copy is still being made/,
    );
    const hidden = hiddenIn(form, action);
    const done = await browser.post(action, {
      ...hidden,
      publicText: 'Đã thay bóng',
      attachments: lamp,
      visibility: 'public',
    });
    expect(done.text).toContain('Done: Approve and publish.');
    expect(await reports.get(reportId)).toMatchObject({ publication: { attachments: [lamp] } });
    const shown = (await browser.get(path)).text.split('class="photos"')[1]?.split('</ul>')[0] ?? '';
    // One of which there is no copy to look at yet says so, and is no broken picture.
    await expectPictures(browser, shown, ['a thumbnail']);
    expect(shown).toContain(
      '<strong>Photo 2</strong> <span class="fine">its public copy is still being made',
    );
    expect([...shown.matchAll(/Everybody sees it|Not published/g)].map(([what]) => what)).toEqual([
      'Everybody sees it',
      'Not published',
    ]);
    expect(shown).toContain(`/do/replace-attachment?attachment=${lamp}`);
    expect(shown).toContain(`/do/redact?field=attachments&amp;attachment=${face}`);
  });

  it('says beside it what one may want to hide first, with the form that hides it', async () => {
    const { browser, action, reportId, reports } = await resolved();
    const { text } = await browser.get(action);
    const hide =
      /<bdi>0905 123 456<\/bdi> \(telephone number, Text\) <a href="([^"]*)">/.exec(text)?.[1] ?? '';
    const form = await browser.get(hide.replaceAll('&amp;', '&'));
    expect(form.text).toMatch(/<select id="i-field".*?<option value="text" selected>/);
    expect(form.text).toMatch(/<select id="i-revision".*?<option value="0" selected>/);
    const redact = action.replace('publish', 'redact');
    await browser.post(redact, {
      ...hiddenIn(form, redact),
      field: 'text',
      revision: '0',
      reason: 'Số điện thoại',
    });
    expect((await reports.get(reportId)).text ?? null).toBeNull();
    expect((await browser.get(action)).text).not.toContain('0905 123 456');
  });

  it('shows first what the citizen and everybody would read, and does nothing', async () => {
    const { browser, action, reportId, reports } = await resolved();
    const hidden = hiddenIn(await browser.get(action), action);
    const typed = { publicText: 'Đã thay, hỏi 0905 999 888', attachments: lamp, visibility: 'reporter-only' };
    const seen = await browser.post(action, { ...hidden, ...typed, _look: 'true' });
    expect(seen.status).toBe(200);
    const [, reporter = '', everybody = ''] = seen.text.split('class="read"');
    expect(reporter).toContain('Đã thay, hỏi 0905 999 888');
    await expectPictures(browser, reporter, ['a copy']);
    expect(everybody).toContain('Nothing of it.');
    expect(everybody).toContain('<bdi>0905 999 888</bdi>');
    expect(seen.text).toContain('>Đã thay, hỏi 0905 999 888</textarea>');
    expect((await reports.get(reportId)).phase).toBe('resolved');
    const sent = await browser.post(action, { ...hiddenIn(seen, action), ...typed });
    expect(sent.text).toContain('Done: Approve and publish.');
  });

  it('previews an internal comment as what nobody outside reads', async () => {
    const { browser, path } = await resolved();
    const action = `${path}/do/comment`;
    const hidden = hiddenIn(await browser.get(action), action);
    const look = async (audience: string) =>
      (await browser.post(action, { ...hidden, text: 'Gọi lại sau', audience, _look: 'true' })).text
        .split('class="read"')
        .slice(1)
        .map((part) => part.includes('Gọi lại sau'));
    expect(await look('internal')).toEqual([false, false]);
    expect(await look('public')).toEqual([true, true]);
  });
});
