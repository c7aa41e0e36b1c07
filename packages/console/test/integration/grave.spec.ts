import { strangeEvent } from '@phananh/test-support/strange-event';
import { describe, expect, it } from 'vitest';
import { browserOf, openConsole, reported } from '../support/open-console.ts';

const danger = '<button class="danger">';

describe('what cannot be taken back', () => {
  it('has buttons of its own look: in the list of what may be done, and in its form', async () => {
    const console = await openConsole();
    const { path } = await reported(console);
    const operator = browserOf(console);
    await operator.signIn('operator:o-1');
    const { text } = await operator.get(path);
    expect(text).toContain(`<a class="button second grave" href="${path}/do/reject">`);
    expect(text).toContain(`<a class="button" href="${path}/do/verify">`);
    expect((await operator.get(`${path}/do/reject`)).text).toContain(danger);
    expect((await operator.get(`${path}/do/redact?destroy=true`)).text).toContain(danger);
    for (const other of ['verify', 'comment', 'redact'])
      expect((await operator.get(`${path}/do/${other}`)).text).not.toContain(danger);
  });

  it('has it for what a host leaves out, and not for what it tries again', async () => {
    const console = await openConsole();
    const { reportId } = await reported(console);
    const stream = `report-${reportId}`;
    await console.reports.store.append(stream, [strangeEvent('2026-12-07T02:00:00.000Z')], {
      expectedRevision: 0,
    });
    await console.readModels.catchUp();
    const admin = browserOf(console);
    await admin.signIn('admin:ad-1');
    expect((await admin.get('/console/operations')).text).toContain('class="button second grave"');
    const orders = '/console/operations/do';
    expect((await admin.get(`${orders}/skip-parked?stream=${stream}`)).text).toContain(danger);
    expect((await admin.get(`${orders}/retry-parked?stream=${stream}`)).text).not.toContain(danger);
  });

  it('has it where an agency is suspended', async () => {
    const console = await openConsole();
    await console.reports.agencies.register(
      { agencyId: 'lighting', name: 'Chiếu sáng', kind: 'enterprise' },
      { actor: { kind: 'admin', id: 'ad-1' } },
    );
    await console.readModels.catchUp();
    const admin = browserOf(console);
    await admin.signIn('admin:ad-1');
    const path = '/console/cases/agency/lighting';
    expect((await admin.get(`${path}/do/suspend`)).text).toContain(danger);
    expect((await admin.get(`${path}/do/rename`)).text).not.toContain(danger);
  });
});
