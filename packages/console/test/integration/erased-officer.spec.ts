import { erasures } from '@phananh/core/read-models';
import { identityWorkflows } from '@phananh/identity';
import { expect, it } from 'vitest';
import { opened } from '../support/citizens.ts';
import { browserOf } from '../support/open-console.ts';

const admin = { actor: { kind: 'admin', id: 'a-1' } } as const;
const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;

it.each([
  ['en', 'erased'],
  ['vi', 'đã xóa'],
])(
  'an officer whose name was erased is shown so in the list, on their page and in a report that they took (%s)',
  async (language, erased) => {
    const console = await opened({}, {}, [...erasures, ...identityWorkflows]);
    const { reports, workflows, readModels } = console;
    await reports.agencies.handler.create(
      'register',
      { agencyId: 'lighting', name: 'Lighting', kind: 'government' },
      admin,
    );
    const officers = workflows.find(({ handler }) => handler.workflow.name === 'officer')?.handler;
    if (officers === undefined) throw new TypeError('no registry here');
    // As the log is read once the key of the name was destroyed.
    await reports.store.append(
      'officer-an',
      [
        {
          id: '019a3f2e-7c1b-7000-8000-0123456789ab',
          type: 'registered',
          version: 1,
          data: { agencyId: 'lighting', role: 'officer', name: { erased: true } },
          metadata: {
            ...admin,
            commandId: '019a3f2e-7c1b-7000-8000-0123456789ac',
            commandDigest: '-',
            correlationId: '019a3f2e-7c1b-7000-8000-0123456789ac',
            causationId: null,
            occurredAt: '2026-12-07T02:00:00.000Z',
          },
        },
      ],
      { expectedRevision: 'no-stream' },
    );
    const { reportId } = await reports.submit(
      { text: 'Đèn hỏng', location: { address: '3 Nguyễn Huệ' }, channel: 'web' },
      { actor: { kind: 'citizen', id: 'c-1' } },
    );
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    await reports.accept(
      reportId,
      { officer: 'canaryname' },
      { actor: { kind: 'agency', id: 'an', agencyId: 'lighting' } },
    );
    await reports.handler.execute(
      reportId,
      'erase-personal-data',
      { person: 'officer:an' },
      { actor: { kind: 'system', id: 'timer' } },
    );
    await readModels.catchUp();
    const browser = browserOf(console, language);
    await browser.signIn('operator:o-1');
    for (const path of [
      '/console/work/officers',
      '/console/cases/officer/an',
      `/console/cases/report/${reportId}`,
    ]) {
      const { status, text } = await browser.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain(`<span class="fine">${erased}</span>`);
      expect(text).not.toContain('canaryname');
    }
  },
);
