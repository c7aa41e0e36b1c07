import { erasures } from '@phananh/core/read-models';
import { expect, it } from 'vitest';
import { codesIn, opened, reportIn, send } from '../support/citizens.ts';
import { browserOf } from '../support/open-console.ts';

const system = { actor: { kind: 'system', id: 'timer' } } as const;
const said = 'Đèn hỏng, gọi tôi 0905 123 456, xe 75A-123.45';

const asked = async (language = 'en') => {
  const console = await opened({}, {}, erasures);
  const citizen = browserOf(console, language);
  await citizen.signIn('citizen:c-1');
  const { code } = codesIn(await send(citizen, { text: said, address: '12 Lê Lợi' }));
  const { reportId } = await reportIn(console, code);
  const path = `/console/cases/report/${reportId}`;
  await send(citizen, { text: 'Nhà tôi ở 12 Lê Lợi' }, `${path}/do/comment`);
  const { url } = await send(citizen, { kind: 'erasure' }, '/console/cases/dataRequest/new/ask');
  const request = url.split('?', 1)[0]?.split('/').at(-1) ?? '';
  await console.readModels.catchUp();
  const erase = () =>
    console.reports.handler.execute(reportId, 'erase-personal-data', { person: 'citizen:c-1' }, system);
  const texts = `/console/personal-data/requests/${request}/texts`;
  return { console, citizen, reportId, path, request, texts, erase };
};

/** The addresses that a page leads to. */
const hrefsOf = ({ text }: { readonly text: string }): readonly string[] =>
  [...text.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

it.each([
  ['en', 'The texts that the erasure takes', 'The version is kept.'],
  ['vi', 'Các nội dung sẽ bị xóa', 'Đã giữ.'],
])(
  'whoever decides on an erasure sees the texts that it takes, keeps versions of them, and grants it (%s)',
  async (language, title, kept) => {
    const { console, path, request, texts, erase } = await asked(language);
    const admin = browserOf(console, language);
    await admin.signIn('admin:a-1');
    const page = `/console/cases/dataRequest/${request}`;
    for (const at of [page, `${page}/do/grant`]) expect(hrefsOf(await admin.get(at))).toContain(texts);
    const shown = await admin.get(texts);
    expect(shown.text).toContain(title);
    for (const text of [said, 'Nhà tôi ở 12 Lê Lợi']) expect(shown.text).toContain(text);
    const forms = hrefsOf(shown).filter((href) => href.includes('/do/keep-text?'));
    expect(forms).toHaveLength(2);
    const versions = ['Đèn hỏng trước số nhà chẵn', 'Có người ở gần'];
    for (const [at, form] of forms.entries()) {
      const done = await admin.post(`${path}/do/keep-text`, {
        ...hiddenOf((await admin.get(form)).text),
        text: versions[at] ?? '',
        reason: 'Còn phải sửa',
      });
      expect(done.url).toContain(texts);
      expect(done.text).toContain(kept);
      expect(done.text).toContain(versions[at]);
      // What the citizen wrote stays until it is erased.
      expect(done.text).toContain(said);
    }
    await send(admin, { ground: 'Điều 14' }, `${page}/do/grant`);
    await erase();
    const after = await admin.get(path);
    for (const version of versions) expect(after.text).toContain(version);
    for (const text of [said, 'Nhà tôi ở 12 Lê Lợi']) expect(after.text).not.toContain(text);
    expect(after.text).not.toContain('[object');
    const later = await admin.get(texts);
    for (const version of versions) expect(later.text).toContain(version);
  },
);

const hiddenOf = (page: string): { readonly [name: string]: string } => {
  const form = page.split('<form').find((part) => part.includes('/do/keep-text"')) ?? '';
  return Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
};

it('the form of a version shows what was written, begins without what is found to be personal, and keeps nothing by itself', async () => {
  const { console, path, reportId } = await asked();
  const operator = browserOf(console);
  await operator.signIn('operator:o-1');
  const form = await operator.get(`${path}/do/keep-text`);
  expect(form.text).toContain(said);
  expect(/<textarea[^>]*name="text"[^>]*>([^<]*)</.exec(form.text)?.[1]).toBe(
    'Đèn hỏng, gọi tôi […], xe […]',
  );
  for (const found of ['<bdi>0905 123 456</bdi>', '<bdi>75A-123.45</bdi>'])
    expect(form.text).toContain(found);
  expect(form.text).toContain('name="revision" value="0"');
  const history = await Array.fromAsync(console.reports.handler.history(reportId));
  expect(history.map(({ type }) => type)).not.toContain('text-kept');
  // What was typed stands there again when it is refused.
  const refused = await operator.post(`${path}/do/keep-text`, {
    ...hiddenOf(form.text),
    text: 'Bản của tôi',
    reason: '',
  });
  expect(refused.status).toBe(422);
  expect(/<textarea[^>]*name="text"[^>]*>([^<]*)</.exec(refused.text)?.[1]).toBe('Bản của tôi');
  const ofComment = await operator.get(`${path}/do/keep-text?revision=1`);
  expect(ofComment.text).toContain('name="revision" value="1"');
  expect(ofComment.text).toContain('Nhà tôi ở 12 Lê Lợi</textarea>');
});

it('the texts of a request are for whoever decides, and of an erasure alone', async () => {
  const { console, citizen, texts } = await asked();
  for (const who of ['auditor:a-1', 'analyst:n-1']) {
    const other = browserOf(console);
    await other.signIn(who);
    expect((await other.get(texts)).status).toBe(403);
  }
  expect((await citizen.get(texts)).status).toBe(403);
  const { url } = await send(citizen, { kind: 'copy' }, '/console/cases/dataRequest/new/ask');
  const copy = url.split('?', 1)[0]?.split('/').at(-1) ?? '';
  const operator = browserOf(console);
  await operator.signIn('operator:o-1');
  for (const id of [copy, 'none', '019a3f2e-7c1b-7000-8000-0123456789ab'])
    expect((await operator.get(`/console/personal-data/requests/${id}/texts`)).status).toBe(404);
});

it.each([
  ['en', 'Hide personal data', 'Destroy personal data for good', 'This cannot be undone.'],
  ['vi', 'Che dữ liệu cá nhân', 'Hủy vĩnh viễn dữ liệu cá nhân', 'Không thể hoàn tác.'],
])(
  'hiding and destroying say what they do, and offer the fields that are there (%s)',
  async (language, hide, destroy, warning) => {
    const { console, path, reportId } = await asked(language);
    const operator = browserOf(console, language);
    await operator.signIn('operator:o-1');
    await console.reports.verify(
      reportId,
      { category: 'lighting' },
      { actor: { kind: 'operator', id: 'o-1' } },
    );
    const fieldsOf = (page: string): readonly string[] => {
      const [, inside = ''] = /<select[^>]*name="field"[^>]*>(.*?)<\/select>/s.exec(page) ?? [];
      return [...inside.matchAll(/<option value="([^"]+)"/g)].map(([, value = '']) => value);
    };
    const buttonOf = (page: string): string =>
      /<button(?: class="danger")?>([^<]+)<\/button>/.exec(page)?.[1] ?? '';
    const hiding = await operator.get(`${path}/do/redact`);
    expect(buttonOf(hiding.text)).toBe(hide);
    expect(hiding.text).not.toContain(warning);
    expect(fieldsOf(hiding.text)).toEqual(['text', 'location', 'category']);
    expect(hiding.text).not.toContain('name="destroy"');
    const destroying = await operator.get(`${path}/do/redact?destroy=true`);
    expect(buttonOf(destroying.text)).toBe(destroy);
    expect(destroying.text).toContain(warning);
    expect(destroying.text).toContain('<input type="hidden" name="destroy" value="true"');
    // A category is not encrypted.
    expect(fieldsOf(destroying.text)).toEqual(['text', 'location']);
    expect(fieldsOf((await operator.get(`${path}/do/redact?destroy=true&revision=1`)).text)).toEqual([
      'text',
    ]);
    expect(hrefsOf(hiding)).toContain(`${path}/do/redact?destroy=true`);
    expect(hrefsOf(destroying)).toContain(`${path}/do/redact`);
    // This store has no keys: it is refused, and the form is still that which destroys.
    const action = `${path}/do/redact`;
    const refused = await operator.post(action, {
      ...Object.fromEntries(
        [...destroying.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      ),
      field: 'text',
      reason: 'x',
    });
    expect(refused.status).toBe(409);
    expect(buttonOf(refused.text)).toBe(destroy);
  },
);
