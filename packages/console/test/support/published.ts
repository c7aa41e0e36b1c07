import type { OpenedConsole } from './open-console.ts';

const operator = { actor: { kind: 'operator', id: 'o-0' } } as const;
const officer = { actor: { kind: 'agency', id: 'a-1', agencyId: 'lighting' } } as const;

export interface PublishedReport {
  readonly text?: string;
  readonly publicText?: string;
  readonly category?: string;
  readonly areaCode?: string;
  readonly place?: { readonly lat: number; readonly lng: number };
  readonly visibility?: 'public' | 'reporter-only';
  readonly address?: string;
  readonly agencyName?: string;
  readonly result?: string;
}

/** A report of the citizen reporter-canary whose result was published. Registers the agency that it was with. */
export const publishedReport = async (
  { reports, readModels }: OpenedConsole,
  {
    text = 'Đèn đường hỏng trước số nhà 12 Lê Lợi',
    publicText = 'Đã thay bóng đèn.',
    category = 'lighting',
    areaCode = 'thuan-hoa',
    place = { lat: 16.4637, lng: 107.5909 },
    visibility = 'public',
    address = '12 Lê Lợi, Huế',
    agencyName = 'Công ty Ánh Dương',
    result = 'Đã thay',
  }: PublishedReport = {},
): Promise<string> => {
  if (!(await reports.agencies.handler.load('lighting')))
    await reports.agencies.register({ agencyId: 'lighting', name: agencyName, kind: 'government' }, operator);
  const { reportId } = await reports.submit(
    { text, location: { ...place, address }, channel: 'app' },
    { actor: { kind: 'citizen', id: 'reporter-canary' } },
  );
  await reports.verify(reportId, { category, areaCode }, operator);
  await reports.assign(reportId, { agencyId: 'lighting' }, operator);
  await reports.resolve(reportId, { result, outcome: 'fixed' }, officer);
  await reports.publish(reportId, { publicText, visibility }, operator);
  await readModels.catchUp();
  return reportId;
};
