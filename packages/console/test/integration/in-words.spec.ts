import { desk, erasures } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { browserOf, hiddenIn, type OpenedConsole, openConsole, reported } from '../support/open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;

const opened = async () => {
  const console = await openConsole({}, {}, [...erasures, ...desk]);
  const { reports } = console;
  for (const agencyId of ['lighting', 'parks'])
    await reports.agencies.register({ agencyId, name: `Đội ${agencyId}`, kind: 'government' }, operator);
  const one = await reported(console);
  return { ...console, ...one };
};

const signedIn = async (console: OpenedConsole, as: string, fields = {}) => {
  const browser = browserOf(console, 'vi');
  await browser.signIn(as, fields);
  return browser;
};

describe('what the office reads, in words', () => {
  it('are requests about personal data, without the codes of their list', async () => {
    const console = await opened();
    const requests = console.workflows.find(({ handler }) => handler.workflow.name === 'dataRequest');
    await requests?.handler.create('ask', { kind: 'erasure' }, { actor: { kind: 'citizen', id: 'c-1' } });
    await console.readModels.catchUp();
    const { text } = await (await signedIn(console, 'operator:o-1')).get(
      '/console/work/personal-data-requests',
    );
    expect(text).toContain('Người dân c-1');
    expect(text).toMatch(/<th scope="row"><a [^>]*>Xóa dữ liệu<\/a><\/th>/);
    expect(text).toContain('data-label="Có quá hạn">Không</td>');
    expect(text).not.toMatch(/>(?:false|citizen:c-1|erasure)</);
  });

  it('are saved filters, as what they ask for, and the heading of a list that is filtered', async () => {
    const console = await opened();
    const filters = console.workflows.find(({ handler }) => handler.workflow.name === 'savedFilter');
    const query = 'phase=verified&category=lighting&clock=overall&dueBefore=2026-12-08';
    await filters?.handler.create('save', { name: 'Đèn', list: 'reports', query, shared: true }, operator);
    await console.readModels.catchUp();
    const browser = await signedIn(console, 'operator:o-1');
    const said =
      'Chờ phân công · Chiếu sáng công cộng · theo đồng hồ Toàn bộ phản ánh · hạn trước Thứ 3, 08/12/2026';
    const list = (await browser.get('/console/work/saved-filters')).text;
    expect(list).toContain(said);
    expect(list).toContain('Trung tâm điều hành');
    expect(list).toContain('>bạn<');
    expect((await browser.get(`/console/work?${query}`)).text).toContain(`<h1>${said}</h1>`);
    const bulk = await browser.get(`/console/bulk?${new URLSearchParams({ filter: query })}`);
    expect(bulk.text).toContain(said);
    expect((await browser.get('/console/bulk?filter=')).text).toContain('<strong>tất cả</strong>');
  });

  it('are the cases of a bulk run, by tracking codes that the centre is shown and others are not', async () => {
    const console = await opened();
    const { reports, readModels, reportId, workflows } = console;
    const { trackingCode, revision } = await reports.get(reportId);
    const runs = workflows.find(({ handler }) => handler.workflow.name === 'bulkRun');
    const made = await runs?.handler.create(
      'start',
      { command: 'verify', input: { category: 'lighting' }, items: [{ reportId, revision }], filter: '' },
      operator,
    );
    await readModels.catchUp();
    const page = `/console/bulk/${made?.id}`;
    const code = `>${trackingCode}</a>`;
    expect((await (await signedIn(console, 'operator:o-1')).get(page)).text).toContain(code);
    const auditor = (await (await signedIn(console, 'auditor:au-1')).get(page)).text;
    expect(auditor).toContain(`…${reportId.slice(-8)}</a>`);
    expect(auditor).not.toContain(trackingCode);
  });

  it('are refusals, in the language of the page', async () => {
    const console = await opened();
    const browser = await signedIn(console, 'operator:o-1');
    const path = `${console.path}/do/verify`;
    const refused = await browser.post(path, hiddenIn(await browser.get(path), path));
    expect(refused.text).toContain('Phản ánh chưa có lĩnh vực: hãy chọn lĩnh vực.');
    const reject = `${console.path}/do/reject`;
    const missing = await browser.post(reject, hiddenIn(await browser.get(reject), reject));
    expect(missing.text).toContain('Chưa điền.');
    expect(missing.text).not.toContain('is missing');
    expect((await browser.get('/console/policy')).text).toContain(
      'Trang này không dành cho vai trò của bạn.',
    );
  });
});

describe('forms of the office offer what may be chosen', () => {
  it('lets an agency be registered, whose id is its own', async () => {
    const console = await opened();
    const browser = await signedIn(console, 'operator:o-1');
    const path = '/console/cases/agency/new/register';
    const form = await browser.get(path);
    expect(form.text).toMatch(/<input[^>]* name="agencyId"/);
    await browser.post(path, {
      ...hiddenIn(form, path),
      agencyId: 'water',
      name: 'Cấp nước',
      kind: 'enterprise',
    });
    await console.readModels.catchUp();
    expect(console.readModels.agencies().map(({ agencyId }) => agencyId)).toContain('water');
  });

  it('offers procedures, and the fields that can be hidden, by their names', async () => {
    const console = await opened();
    const browser = await signedIn(console, 'operator:o-1');
    expect((await browser.get(`${console.path}/do/verify`)).text).toContain(
      '<option value="penalty">Có xử phạt</option>',
    );
    expect((await browser.get(`${console.path}/do/redact`)).text).toContain(
      '<option value="text">Nội dung</option>',
    );
  });

  it('merges into the report of a tracking code', async () => {
    const console = await opened();
    const { reports, reportId, path } = console;
    const other = await reported(console);
    const { trackingCode } = await reports.get(other.reportId);
    const browser = await signedIn(console, 'operator:o-1');
    const form = `${path}/do/merge`;
    await browser.post(form, {
      ...hiddenIn(await browser.get(form), form),
      into: String(trackingCode).toLowerCase(),
    });
    expect(await reports.get(reportId)).toMatchObject({ phase: 'merged', mergedInto: other.reportId });
  });

  it('finds an agency among many by words without their marks', async () => {
    const console = await opened();
    await console.readModels.catchUp();
    const browser = await signedIn(console, 'operator:o-1');
    const { text } = await browser.get('/console/agencies?q=doi+parks');
    expect(text).toContain('1 trên 2 cơ quan');
    expect(text).not.toContain('Đội lighting');
  });

  it('links an officer to no figures’ cases but of their own agency', async () => {
    const console = await opened();
    const { reports, readModels, reportId } = console;
    await reports.verify(reportId, { category: 'lighting' }, operator);
    await reports.assign(reportId, { agencyId: 'lighting' }, operator);
    const other = (await reported(console)).reportId;
    await reports.verify(other, { category: 'lighting' }, operator);
    await reports.assign(other, { agencyId: 'parks' }, operator);
    await readModels.catchUp();
    const browser = await signedIn(console, 'agency:a-1', { agency: 'parks' });
    const { text } = await browser.get('/console/figures/on-time?groupBy=agency');
    const links = [...text.matchAll(/href="(\/console\/figures\/cases\?[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(links.length).toBeGreaterThan(0);
    for (const href of links) expect(`${href} ${(await browser.get(href)).status}`).toBe(`${href} 200`);
    expect(links.every((href) => href.includes('agency=parks'))).toBe(true);
  });
});
