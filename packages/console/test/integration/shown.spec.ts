import { AccessLogUnavailable } from '@phananh/core/privacy';
import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { identityWorkflows } from '@phananh/identity';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, openConsole, reported } from '../support/open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;

/** Two reports of one place, and an officer with a name. */
const opened = async () => {
  const accessLog = memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
  const console = await openConsole({}, { accessLog }, identityWorkflows);
  const { reports, workflows, readModels } = console;
  const first = await reported(console);
  const second = await reported(console, 'Cây đổ');
  await reports.agencies.register({ agencyId: 'lighting', name: 'Lighting', kind: 'government' }, operator);
  const officers = workflows.find(({ handler }) => handler.workflow.name === 'officer');
  await officers?.handler.create(
    'register',
    { officerId: 'officer-1', agencyId: 'lighting', name: 'Nguyễn An' },
    operator,
  );
  await readModels.catchUp();
  const browser = browserOf(console);
  await browser.signIn('operator:o-1');
  const told = async () => {
    const { entries } = await accessLog.read({ limit: 100 });
    return entries.map(({ actor, way, of, fields }) => ({
      actor: `${actor.kind} ${actor.id}`,
      way,
      of: of.toSorted(),
      fields: fields.toSorted(),
    }));
  };
  return { ...console, browser, first, second, told };
};

const streams = (...reports: readonly { readonly reportId: string }[]): readonly string[] =>
  reports.map(({ reportId }) => `report-${reportId}`).toSorted();

describe('the access log', () => {
  it('is told which personal fields of which cases a worklist showed, and to whom', async () => {
    const { browser, first, second, told } = await opened();
    await browser.get('/console');
    expect(await told()).toEqual([]);
    await browser.get('/console/work');
    expect(await told()).toEqual([
      {
        actor: 'operator o-1',
        way: '/console/work',
        of: streams(first, second),
        fields: ['location', 'text'],
      },
    ]);
  });

  it('is told nothing where an analyst sees cases without what is personal', async () => {
    const { told, ...console } = await opened();
    const analyst = browserOf(console);
    await analyst.signIn('analyst:an-1');
    expect((await analyst.get('/console/work')).status).toBe(200);
    expect(await told()).toEqual([]);
  });

  it('is told of the personal columns of any list', async () => {
    const { browser, told } = await opened();
    expect((await browser.get('/console/work/officers')).text).toContain('Nguyễn An');
    expect(await told()).toEqual([
      { actor: 'operator o-1', way: '/console/work/officers', of: ['officer-officer-1'], fields: ['name'] },
    ]);
  });

  it('is told of a case once, with its history and its clocks, and of the others of its place', async () => {
    const { browser, first, second, told } = await opened();
    await browser.get(first.path);
    const shown = { actor: 'operator o-1', way: '/console/cases/:workflow/:id' };
    expect(await told()).toEqual([
      { ...shown, of: streams(first), fields: ['location', 'reason', 'reporter', 'text'] },
      { ...shown, of: streams(second), fields: ['location', 'text'] },
    ]);
  });

  it('is told what the form of a command shows, also when somebody else did something meanwhile', async () => {
    const { browser, reports, first, told } = await opened();
    const action = `${first.path}/do/verify`;
    const form = hiddenIn(await browser.get(action), action);
    const shown = {
      actor: 'operator o-1',
      way: '/console/cases/:workflow/:id/do/:command',
      of: streams(first),
    };
    expect(await told()).toEqual([{ ...shown, fields: ['text'] }]);
    await reports.withdraw(
      first.reportId,
      { reason: 'Nhà tôi tự sửa' },
      { actor: { kind: 'citizen', id: 'c-1' } },
    );
    expect((await browser.post(action, { ...form, category: 'lighting' })).status).toBe(412);
    expect((await told()).slice(1)).toEqual([{ ...shown, fields: ['reason', 'text'] }]);
  });

  it('is told of the cases behind a figure', async () => {
    const { browser, first, second, told } = await opened();
    await browser.get('/console/figures/cases?verdict=open');
    expect(await told()).toMatchObject([{ way: '/console/figures/cases', of: streams(first, second) }]);
  });

  it('is told before anything is shown: a page that it cannot be told of is not sent', async () => {
    const broken = {
      ...memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') }),
      record: () => {
        throw new AccessLogUnavailable('the disk is full');
      },
    };
    const console = await openConsole({}, { accessLog: broken });
    const { path } = await reported(console);
    const browser = browserOf(console);
    await browser.signIn('operator:o-1');
    for (const at of ['/console/work', path, `${path}/do/verify`]) {
      const seen = await browser.get(at);
      expect([seen.status, seen.text.includes('Đèn đường hỏng')]).toEqual([503, false]);
    }
  });
});
