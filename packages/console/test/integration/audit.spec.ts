import { PhananhError } from '@phananh/core';
import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { describe, expect, it } from 'vitest';
import { covered, logOf } from '../support/log.ts';
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

  it('show the newest checkpoint of the newest epoch, and who signed it', async () => {
    const browser = browserOf(await openConsole({ transparencyLog: logOf() }));
    await browser.signIn('auditor:au-1');
    const { text } = await browser.get('/console/audit');
    expect(text).toMatch(/<dt>Entries that it covers<\/dt><dd>12</);
    expect(text).toMatch(/<dt>Epoch<\/dt><dd>2</);
    expect(text).toContain('hue.example/log <span class="fine">(the log itself, key 01020304)');
    expect(text).toContain('witness.example <span class="fine">(witness, key 05060708)');
    expect(text).toContain('does not judge its signatures');
  });

  it('say whether the newest event is covered, and when log and store say different things', async () => {
    const texts = [];
    for (const receipt of [
      covered,
      async () => undefined,
      async () => {
        throw new LogDiffers('an entry is not what the store has');
      },
    ]) {
      const console = await openConsole({ transparencyLog: logOf({ receipt }) });
      const { reportId } = await reported(console);
      const browser = browserOf(console);
      await browser.signIn('auditor:au-1');
      texts.push((await browser.get(`/console/audit/cases/report/${reportId}`)).text);
    }
    expect(texts[0]).toContain('entry 3 of the log; a checkpoint of 12 entries covers it');
    expect(texts[1]).toContain('not covered by a checkpoint yet');
    expect(texts[2]).toContain('The log and the store say different things');
  });

  it('give the receipt and the bundle as files, and to auditors alone', async () => {
    const console = await openConsole({ transparencyLog: logOf() });
    const { reportId } = await reported(console);
    const path = `/console/audit/cases/report/${reportId}`;
    const browser = browserOf(console);
    await browser.signIn('auditor:au-1');
    const receipt = await browser.get(`${path}/receipt`);
    expect(JSON.parse(receipt.text)).toMatchObject({ reportId, index: 3 });
    expect(receipt.headers['content-disposition']).toContain(`receipt-${reportId}.json`);
    const bundle = await browser.get(`${path}/bundle`);
    expect(bundle.headers['content-disposition']).toContain(`bundle-${reportId}.json`);
    expect(JSON.parse(bundle.text)).toMatchObject({ stream: `report-${reportId}` });
    const operator = browserOf(console);
    await operator.signIn('operator:o-1');
    for (const file of ['receipt', 'bundle'])
      expect((await operator.get(`${path}/${file}`)).status).toBe(403);
  });
});

class LogDiffers extends PhananhError {
  readonly code = 'log-differs';
}
