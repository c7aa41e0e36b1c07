import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { describe, expect, it } from 'vitest';
import { browserOf, openConsole, reported } from '../support/open-console.ts';

const opened = async () => {
  const accessLog = memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
  const console = await openConsole({}, { accessLog });
  const one = await reported(console);
  await console.reports.verify(
    one.reportId,
    { category: 'lighting', priority: 'urgent' },
    { actor: { kind: 'operator', id: 'o-1' } },
  );
  await console.readModels.catchUp();
  const browser = browserOf(console);
  await browser.signIn('auditor:au-1');
  return { ...console, ...one, accessLog, browser, audit: `/console/audit/cases/report/${one.reportId}` };
};

describe('the pages of an auditor', () => {
  it('find a report by its tracking code and by its number, and say when there is none', async () => {
    const { browser, reports, reportId, audit } = await opened();
    const { trackingCode } = await reports.get(reportId);
    expect((await browser.get(`/console/audit?report=${trackingCode}`)).url).toBe(audit);
    expect((await browser.get(`/console/audit?report=${reportId}`)).url).toBe(audit);
    expect((await browser.get('/console/audit?report=nothing')).text).toContain('No report has this code');
  });

  it('replay a report: command, who, when, what changed, and the state before and after', async () => {
    const { browser, audit } = await opened();
    const { text } = await browser.get(audit);
    expect(text).toContain('Revision 1 · ');
    expect(text).toMatch(/<dt>Command<\/dt><dd>Verify<\/dd>/);
    expect(text).toMatch(
      /Phase<\/th>\s*<td data-label="Before">New<\/td><td data-label="After">To be assigned/,
    );
    expect(text).toContain('State before');
    expect(text).toContain('There was none.');
  });

  it('compare two revisions, and refuse what is none', async () => {
    const { browser, audit } = await opened();
    const { text } = await browser.get(`${audit}/difference?from=0&to=1`);
    expect(text).toContain('From revision 0 to revision 1');
    expect(text).toContain('To be assigned');
    expect((await browser.get(`${audit}/difference?from=1&to=1`)).text).toContain('Nothing differs');
    expect((await browser.get(`${audit}/difference?from=0&to=9`)).status).toBe(404);
    expect((await browser.get(`${audit}/difference?from=x&to=1`)).status).toBe(422);
  });

  it('write down who was shown what, and show that, also of who looks there', async () => {
    const { browser, audit, reportId, accessLog } = await opened();
    await browser.get(audit);
    const { entries } = await accessLog.read({ limit: 10 });
    expect(entries[0]).toMatchObject({
      actor: { kind: 'auditor', id: 'au-1' },
      purpose: 'audit',
      of: [`report-${reportId}`],
    });
    expect(entries[0]?.fields).toContain('text');
    const first = await browser.get(`/console/audit/access?reportId=${reportId}&actorId=`);
    expect(first.url).toBe(`/console/audit/access?reportId=${reportId}`);
    expect(first.text).toContain(`href="${audit}"`);
    const last = (await accessLog.read({ limit: 10 })).entries.at(-1);
    expect(last).toMatchObject({ fields: ['access-log'] });
  });

  it('are for auditors: others are refused, and an administrator reads the access log alone', async () => {
    const { audit, ...console } = await opened();
    const operator = browserOf(console);
    await operator.signIn('operator:o-1');
    for (const path of [audit, `${audit}/difference?from=0&to=1`, '/console/audit', '/console/audit/access'])
      expect((await operator.get(path)).status).toBe(403);
    const admin = browserOf(console);
    await admin.signIn('admin:ad-1');
    expect((await admin.get('/console/audit/access')).status).toBe(200);
    expect((await admin.get(audit)).status).toBe(403);
  });

  it('say plainly where there is no log and no access log', async () => {
    const browser = browserOf(await openConsole());
    await browser.signIn('auditor:au-1');
    const { text } = await browser.get('/console/audit');
    expect(text).toContain('keeps no transparency log');
    expect(text).toContain('keeps no access log');
    expect((await browser.get('/console/audit/access')).status).toBe(404);
  });
});
