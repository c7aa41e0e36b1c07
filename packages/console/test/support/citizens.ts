import { type browserOf, hiddenIn, type OpenedConsole, openConsole, type Seen } from './open-console.ts';
import { photosIn } from './photos.ts';

export type Browser = ReturnType<typeof browserOf>;

export const guestKey = new Uint8Array(32).fill(9);
export const typed = { text: 'Đèn hỏng', address: '12 Lê Lợi', coordinates: '16.4637, 107.5909' };
export const photo = ['lamp.jpg', 'JPEG of a lamp'] as const;

export const opened = async (
  options: Parameters<typeof openConsole>[0] = {},
  host = {},
  hosted: Parameters<typeof openConsole>[2] = [],
) => {
  let console: OpenedConsole | undefined;
  const evidence = photosIn(() => {
    if (console === undefined) throw new Error('not open yet');
    return console.reports;
  });
  console = await openConsole({ evidence, ...options }, { evidence, ...host }, hosted);
  return console;
};

export const send = async (
  browser: Browser,
  fields: { readonly [name: string]: string },
  path = '/console/report',
): Promise<Seen> => browser.post(path, { ...hiddenIn(await browser.get(path), path), ...fields });

export const codesIn = ({ text }: Seen): { readonly code: string; readonly link: string } => {
  const [code = '', link = ''] = [...text.matchAll(/<p class="secret"><code>([^<]+)<\/code>/g)].map(
    ([, found = '']) => found,
  );
  return { code, link };
};

export const reportIn = async ({ reports, readModels }: OpenedConsole, trackingCode: string) => {
  await readModels.catchUp();
  const reportId = readModels.reportIdOf(trackingCode) ?? '';
  return { reportId, report: await reports.get(reportId) };
};
