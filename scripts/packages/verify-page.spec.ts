import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createReports, huePolicy } from '@phananh/core';
import { sealedEventStore } from '@phananh/core/privacy';
import { reportBundle, reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore, simulatedClock } from '@phananh/core/testing';
import {
  type Bundle,
  cosignatureBytes,
  cosignedText,
  readBundle,
  readNote,
  readTrust,
  signatureLine,
  signatureTypes,
  textOfKey,
  utf8,
  verifierKey,
  verifyBundle,
} from '@phananh/core/transparency';
import { nodeCiphers } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import {
  ed25519Signer,
  type LogReceipt,
  logServer,
  nodeCrypto,
  provenStream,
  runLog,
} from '@phananh/transparency';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// biome-ignore lint/plugin: pages are judged as those of the console are; it is packed nowhere.
import { expectToFit, judged } from '../../packages/console/test/support/chromium.ts';
import { reasonIn } from '../../packages/transparency/page/reasons.ts';
import { buildVerifyPage } from './verify-page.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(executablePath);
const origin = 'log.hue.gov.vn/phananh';

/** A bundle of a report, the receipt of its submission, and the trust file of its log. */
const bundled = async (
  folder: string,
  { withPersonal = false } = {},
): Promise<{
  readonly bundle: Bundle;
  readonly receipt: LogReceipt;
  readonly trust: string;
  readonly alone: string;
}> => {
  const clock = simulatedClock('2026-03-02T02:00:00.000Z');
  const below = memoryEventStore({ clock });
  const sealing = { log: 'log-1', keys: memoryKeyStore(), ciphers: nodeCiphers, workflows: [reportWorkflow] };
  const store = withPersonal ? sealedEventStore(below, sealing) : below;
  const reports = createReports({ store, policy: huePolicy, clock });
  const { reportId } = await reports.submit(
    { text: 'Đèn đường hỏng', location: { lat: 16.46379, lng: 107.59092 } },
    { actor: { kind: 'citizen', id: 'c-17' } },
  );
  const actor = { kind: 'operator', id: 'o-3' } as const;
  clock.advance(3_600_000);
  await reports.verify(reportId, { category: 'lighting' }, { actor });
  await reports.agencies.register(
    { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'government' },
    { actor },
  );
  await reports.assign(reportId, { agencyId: 'agency-hue-lighting' }, { actor });
  await reports.comment(reportId, { text: '<img src=x onerror=alert(1)> Đã chuyển đội điện' }, { actor });
  const places = { folder: join(folder, 'log'), key: join(folder, 'log.key') };
  const onError = (error: unknown): never => {
    throw error;
  };
  const witness = ed25519Signer(new Uint8Array(32).fill(7));
  const key = await verifierKey(nodeCrypto, {
    name: 'witness.example.vn',
    type: signatureTypes.cosignature,
    publicKey: witness.publicKey,
  });
  let alone = '';
  const cosign = () => async (note: string) => {
    const bytes = cosignatureBytes(
      1_772_420_000n,
      witness.sign(utf8(cosignedText(readNote(note).text, 1_772_420_000n))),
    );
    alone = note;
    return note + signatureLine({ name: key.name, id: key.id, bytes });
  };
  const log = await runLog({ store: below, ...places, origin, onError, ...(withPersonal && { cosign }) });
  await log.close();
  const bundle = await reportBundle(reports, reportId, {
    actor: { kind: 'auditor', id: 'a-1' },
    prove: (stream) => provenStream({ store: below, ...places }, stream),
    withPersonal,
  });
  let receipt: LogReceipt | undefined;
  for await (const submitted of below.readStream(bundle.stream, { limit: 1 }))
    receipt = await logServer(places.folder).receipt({
      ...submitted,
      recordedAt: submitted.metadata.recordedAt,
    });
  if (receipt === undefined) throw new TypeError('no receipt');
  const quorum = withPersonal ? `witness w ${textOfKey(key)}\nquorum w\n` : 'quorum none\n';
  return { bundle, receipt, trust: `log ${bundle.keys[0]}\n${quorum}`, alone };
};

test('each reason why a bundle does not hold is said in Vietnamese too', async () => {
  const { bundle, trust } = await bundled(inTemporaryDirectory());
  const text = JSON.stringify(bundle);
  const [first = '', second = ''] = bundle.events.map(({ entry }) => entry);
  const altered: readonly (readonly [bundle: string, trust: string])[] = [
    [text.replace('"category":"lighting"', '"category":"roads"'), trust],
    [text.replace(first, second), trust],
    [text.replace(first, 'e30='), trust],
    [text.replace(bundle.stream, 'report-x'), trust],
    [JSON.stringify({ ...bundle, origin: 'other.example.vn/1' }), trust],
    [JSON.stringify({ ...bundle, events: bundle.events.slice(1) }), trust],
    [JSON.stringify({ ...bundle, checkpoint: 'x' }), trust],
    [JSON.stringify({ ...bundle, checkpoint: bundle.checkpoint.replace(/\n\d+\n/, '\n2\n') }), trust],
    [JSON.stringify({ ...bundle, events: bundle.events.map((one) => ({ ...one, proof: [] })) }), trust],
    [JSON.stringify({ ...bundle, events: bundle.events.map((one) => ({ ...one, proof: ['x'] })) }), trust],
    [JSON.stringify({ ...bundle, events: 7 }), trust],
    ['{', trust],
    [text, trust.replaceAll('hue.gov.vn', 'hue.example.vn')],
    [text, 'quorum none\n'],
    [text, trust.replace('quorum none\n', '')],
    [text, 'nonsense\n'],
  ];
  const reasons: string[] = [];
  for (const [one, file] of altered)
    try {
      const { faults } = await verifyBundle(nodeCrypto, readBundle(one), await readTrust(nodeCrypto, file));
      expect(faults.length, one.slice(0, 80)).toBeGreaterThan(0);
      reasons.push(...faults.map(({ what }) => what));
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : '');
    }
  expect(reasons.filter((what) => reasonIn('vi', what).lang !== 'vi')).toEqual([]);
  expect(new Set(reasons.map((what) => reasonIn('en', what).text))).toEqual(new Set(reasons));
});

describe.skipIf(!isThere)('the page that verifies bundles, in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let path: string;
  let made: Awaited<ReturnType<typeof bundled>>;
  const asked: string[] = [];
  let files = 0;

  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    browser = await chromium.launch({
      executablePath,
      args: [...args, '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  const opened = async (before?: () => void): Promise<Page> => {
    folder = inTemporaryDirectory();
    made = await bundled(folder);
    path = buildVerifyPage(join(folder, 'verify.html'));
    const page = await browser.newPage({ locale: 'vi-VN', viewport: { width: 1000, height: 1400 } });
    page.on('request', (request) => asked.push(request.url()));
    if (before !== undefined) await page.addInitScript(before);
    await page.goto(pathToFileURL(path).href);
    return page;
  };
  const give = async (page: Page, name: 'bundle' | 'trust', text: string): Promise<void> => {
    files += 1;
    const file = join(folder, `${name}-${files}`);
    writeFileSync(file, text);
    await page.setInputFiles(`#${name}`, file);
  };
  const verdict = async (page: Page, kind: string): Promise<string> =>
    (await (await page.waitForSelector(`.verdict.${kind}`, { timeout: 20_000 })).textContent()) ?? '';

  test('says that a bundle is verified with its trust file alone, asks for nothing, and in both languages', async () => {
    const page = await opened();
    asked.length = 0;
    await give(page, 'bundle', JSON.stringify(made.bundle));
    expect(await verdict(page, 'self-signed')).toContain('Tự ký, chưa được kiểm chứng');
    expect(await page.textContent('main')).not.toContain('✓');
    expect(await page.textContent('.key')).toContain('Hãy đối chiếu');
    expect(await page.locator('li.holds').count()).toBe(0);
    await give(page, 'trust', made.trust);
    expect(await verdict(page, 'verified')).toContain('✓ Đã kiểm chứng');
    expect(await page.locator('ol.timeline li.holds').count()).toBe(made.bundle.events.length);
    expect(await page.textContent('ol.timeline')).toMatch(
      /Lĩnh vựcChiếu sáng công cộng \(lighting\)[\s\S]*Ràng buộckhông/,
    );
    // Words of somebody are shown as words.
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.textContent('ol.timeline')).toContain('<img src=x');
    await page.click('#language');
    expect(await verdict(page, 'verified')).toContain('Verified');
    const picture = process.env.PICTURES;
    if (picture !== undefined) await page.screenshot({ path: join(picture, 'verified.png'), fullPage: true });
    expect(asked).toEqual([]);
    await page.close();
  }, 30_000);

  test('says of a receipt that the report was recorded, and when, with its trust file alone', async () => {
    const page = await opened();
    asked.length = 0;
    await give(page, 'bundle', JSON.stringify({ reportId: 'r-1', ...made.receipt }));
    expect(await verdict(page, 'self-signed')).toMatch(/Tự ký[\s\S]*chưa kiểm tra chữ ký nào/);
    expect(await page.textContent('main')).not.toContain('✓');
    await give(page, 'trust', made.trust);
    expect(await verdict(page, 'verified')).toMatch(/✓ Đã kiểm chứng[\s\S]*không nói nội dung/);
    const told = await page.textContent('main');
    for (const part of [made.bundle.stream, 'đã phản ánh', '2026', `nhật ký ${origin}/1`])
      expect(told).toContain(part);
    await page.click('#language');
    expect(await verdict(page, 'verified')).toContain('recorded in the log');
    const picture = process.env.PICTURES;
    if (picture !== undefined) await page.screenshot({ path: join(picture, 'receipt.png'), fullPage: true });
    await page.click('#language');
    const { entry, proof } = made.receipt;
    for (const wrong of [
      { ...made.receipt, entry: made.bundle.events.at(-1)?.entry },
      { ...made.receipt, index: made.receipt.index + 1 },
      { ...made.receipt, entry: btoa(atob(entry).replace('"submitted"', '"withdrawn"')) },
      { ...made.receipt, entry: btoa('{}') },
      { ...made.receipt, entry: btoa(atob(entry).replace(`${origin}/1`, 'other.example.vn/1')) },
      { ...made.receipt, proof: proof.replace(/\n\d+\n/, '\n9\n') },
      { ...made.receipt, proof: 'x' },
    ]) {
      await give(page, 'bundle', JSON.stringify(wrong));
      expect(await verdict(page, 'wrong'), JSON.stringify(wrong)).toContain('Biên nhận đã bị thay đổi');
      expect(await page.locator('.verdict .exactly').getAttribute('lang')).toBe('vi');
      expect(await page.textContent('main')).not.toContain('✓');
    }
    // Of the same name, with another key.
    await give(page, 'trust', (await bundled(join(folder, 'other'))).trust);
    await give(page, 'bundle', JSON.stringify(made.receipt));
    expect(await verdict(page, 'wrong')).toContain('không ký điểm kiểm này');
    expect(asked).toEqual([]);
    await page.close();
  }, 30_000);

  test('names what was altered, and gives no tick to it', async () => {
    const page = await opened();
    await give(page, 'trust', made.trust);
    await give(
      page,
      'bundle',
      JSON.stringify(made.bundle).replace('"category":"lighting"', '"category":"roads"'),
    );
    expect(await verdict(page, 'wrong')).toMatch(
      /Không đúng[\s\S]*Nội dung không đúng như đã ký, sự kiện số 1 \(đã xác minh\) nội dung không phải là nội dung đã ký/,
    );
    expect(await page.locator('ol.timeline li.fails').count()).toBe(1);
    const picture = process.env.PICTURES;
    if (picture !== undefined) await page.screenshot({ path: join(picture, 'wrong.png'), fullPage: true });
    await give(page, 'bundle', '{');
    expect(await verdict(page, 'unreadable')).toContain('Không đọc được tệptệp không phải là JSON');
    await page.close();
  }, 30_000);

  test('shows who cosigned, calls things by their names, and sets apart what only the host says', async () => {
    const page = await opened();
    const personal = await bundled(join(folder, 'personal'), { withPersonal: true });
    await give(page, 'trust', personal.trust);
    await give(page, 'bundle', JSON.stringify(personal.bundle));
    expect(await verdict(page, 'verified')).toContain('✓ Đã kiểm chứng');
    expect(await page.textContent('main')).toContain('nhân chứng witness.example.vn');
    const first = page.locator('ol.timeline li').first();
    expect(await first.textContent()).toContain('đã phản ánh submitted · đúng như đã ký');
    expect(await first.locator('.said').textContent()).toMatch(
      /chưa được chứng minh[\s\S]*Nội dungĐèn đường hỏng/,
    );
    // With too few witnesses it is not what those signed who are trusted.
    const alone = { ...personal.bundle, checkpoint: personal.alone };
    await give(page, 'bundle', JSON.stringify(alone));
    expect(await verdict(page, 'wrong')).toContain('Điểm kiểm không được tin cậy');
    expect(await page.locator('li.holds').count()).toBe(0);
    await page.close();
  }, 30_000);

  test.each(['dark', 'light'] as const)(
    'has no fault that axe-core finds where people have chosen a %s look, whatever it says, and fits into a telephone',
    async (colorScheme) => {
      const page = await opened();
      await page.emulateMedia({ colorScheme });
      const told = { bundle: JSON.stringify(made.bundle), receipt: JSON.stringify(made.receipt) };
      const isFine = async (file: string, kind: string): Promise<void> => {
        await give(page, 'bundle', file);
        await verdict(page, kind);
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          expect((await judged(page)).faults, `${kind} at ${width}`).toEqual([]);
          await expectToFit(page);
        }
      };
      expect((await judged(page)).faults, 'without a file').toEqual([]);
      await isFine(told.receipt, 'self-signed');
      await isFine(told.bundle, 'self-signed');
      await give(page, 'trust', made.trust);
      await isFine(told.receipt, 'verified');
      await isFine(told.bundle, 'verified');
      await isFine(told.bundle.replace('"category":"lighting"', '"category":"roads"'), 'wrong');
      await isFine('{', 'unreadable');
      await page.close();
    },
    60_000,
  );

  const without: [string, () => void][] = [
    [
      'Ed25519',
      () => {
        const { subtle } = crypto;
        subtle.importKey = async () => {
          throw new DOMException('no such algorithm', 'NotSupportedError');
        };
      },
    ],
    ['WebCrypto', () => Object.defineProperty(crypto, 'subtle', { value: undefined })],
  ];
  test.each(without)(
    'says so where the browser has no %s, and never ticks',
    async (_, take) => {
      const page = await opened(take);
      await give(page, 'trust', made.trust);
      for (const file of [made.bundle, made.receipt]) {
        await give(page, 'bundle', JSON.stringify(file));
        expect(await verdict(page, 'unable')).toContain('không kiểm chứng được');
        expect(await page.textContent('main')).not.toContain('✓');
      }
      await page.close();
    },
    30_000,
  );
});
