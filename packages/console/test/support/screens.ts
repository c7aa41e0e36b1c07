import { huePolicy } from '@phananh/core';
import { type AnyHostedWorkflow, desk, erasures } from '@phananh/core/read-models';
import { memoryAccessLog, simulatedClock } from '@phananh/core/testing';
import { identityWorkflows } from '@phananh/identity';
import { strangeEvent } from '@phananh/test-support/strange-event';
import type { Page } from 'playwright-core';
import { signInAs } from './chromium.ts';
import { guestKey, opened } from './citizens.ts';
import { logOf } from './log.ts';
import { reported } from './open-console.ts';
import { publishedReport } from './published.ts';

/** Every page of the console with addresses to look at it by, so that none is left out: one that is not here fails. */

/** Whoever looks: nobody, somebody of a kind, or a device that has one report by its link. */
export const roles = [
  'nobody',
  'citizen',
  'operator',
  'agency',
  'auditor',
  'analyst',
  'admin',
  'holder',
] as const;
export type Role = (typeof roles)[number];

/** An address, or how one gets there. */
type Way = string | ((page: Page) => Promise<void>);

/** What people have written on the pages. */
export interface Said {
  readonly urgent: string;
  readonly fresh: string;
  readonly mine: string;
  readonly address: string;
  readonly publicText: string;
  /** Of an agency, an officer, a caller, a filter. */
  readonly name: string;
}

const plainly: Said = {
  urgent: 'Dây điện đứt trước số 12, gọi 0905 123 456',
  fresh: 'Đèn đường hỏng trước số nhà 12 Lê Lợi',
  mine: 'Đèn nhà tôi',
  address: '12 Lê Lợi, Huế',
  publicText: 'Đã thay bóng đèn.',
  name: 'Công ty Ánh Dương',
};

/** What is in a text that turns what stands behind it: right to left, until its end. */
export const turning = '\u202e';
/** The end of what somebody wrote, unless it was cut. */
export const endOfSaid = '‡';

const strange = (length: number, first = ''): string => {
  const some = `${first}<img src=x onerror="document.body.dataset.ran='1'"><script>document.body.dataset.ran='1'</script>"'> ${turning}gnourt\u2067 نص 👩‍👩‍👧‍👦 Z\u0351\u036b\u0343\u036a\u0302\u0301 `;
  return `${some}${'ờ'.repeat(length)}`.slice(0, length - 1) + endOfSaid;
};

/** Markup, marks that turn what follows, signs over signs, and thousands of letters without a space. */
export const strangely: Said = {
  urgent: strange(10_000, '0905 123 456 '),
  fresh: strange(10_000),
  mine: `${turning}${'x'.repeat(3_000)}${endOfSaid}`,
  address: strange(500),
  publicText: strange(10_000),
  name: strange(200),
};

/** A host with something on every page. */
export const everything = async (hostOptions: Parameters<typeof opened>[1] = {}, said: Said = plainly) => {
  const hosted: readonly AnyHostedWorkflow[] = [...erasures, ...identityWorkflows, ...desk];
  const accessLog = memoryAccessLog({ clock: simulatedClock('2026-12-07T02:00:00.000Z') });
  const console = await opened(
    { guestKey, transparencyLog: logOf(), policy: { ...huePolicy, showsNearby: true } },
    { accessLog, ...hostOptions },
    hosted,
  );
  const { reports, readModels, workflows, host } = console;
  const operator = { actor: { kind: 'operator', id: 'o-1' } } as const;
  const { address, publicText, name } = said;
  const published = await publishedReport(console, {
    text: said.fresh,
    publicText,
    address,
    agencyName: name,
    result: publicText,
  });
  const urgent = (await reported(console, said.urgent, address)).reportId;
  await reports.verify(urgent, { category: 'lighting', priority: 'urgent' }, operator);
  await reports.assign(urgent, { agencyId: 'lighting' }, operator);
  const fresh = (await reported(console, said.fresh, address)).reportId;
  const { reportId: mine } = await reports.submit(
    { text: said.mine, location: { address: '3 Nguyễn Huệ' }, channel: 'web' },
    // Whom one is by one click.
    { actor: { kind: 'citizen', id: 'citizen-1' } },
  );
  const parked = `report-${(await reported(console, 'Cây đổ')).reportId}`;
  await reports.store.append(parked, [strangeEvent('2026-12-07T02:00:00.000Z')], { expectedRevision: 0 });
  const handlerOf = (name: string) => {
    const found = workflows.find(({ handler }) => handler.workflow.name === name)?.handler;
    if (found === undefined) throw new Error(`no ${name} here`);
    return found;
  };
  const item = { reportId: fresh, revision: (await reports.get(fresh)).revision };
  const { id: run } = await handlerOf('bulkRun').create(
    'start',
    { command: 'verify', input: { category: 'lighting' }, items: [item], filter: 'phase=submitted' },
    operator,
  );
  const { id: erasure } = await handlerOf('dataRequest').create(
    'ask',
    { kind: 'erasure' },
    { actor: { kind: 'citizen', id: 'citizen-1' } },
  );
  if (said !== plainly) await sayMore(console, said, { urgent, mine });
  await readModels.catchUp();
  const at = await host.listen({ host: '127.0.0.1', port: 0 });
  const { trackingCode } = await reports.get(urgent);
  return { ...console, address: at, published, urgent, fresh, mine, parked, run, trackingCode, erasure };
};

/** The same on every page that shows what somebody wrote: comments, questions, names of filters, phrases and officers. */
const sayMore = async (
  { reports, workflows }: Awaited<ReturnType<typeof opened>>,
  { address, publicText, name }: Said,
  { urgent, mine }: { readonly urgent: string; readonly mine: string },
): Promise<void> => {
  const operator = { actor: { kind: 'operator', id: 'operator-1' } } as const;
  await reports.comment(urgent, { text: publicText }, operator);
  await reports.requestInformation(mine, { question: publicText }, operator);
  await reports.submit(
    {
      text: publicText,
      location: { address },
      channel: 'hotline',
      contact: { name, phone: '0914 000 111' },
    },
    operator,
  );
  const make = (workflow: string, command: string, input: object) => {
    const found = workflows.find(({ handler }) => handler.workflow.name === workflow);
    if (found === undefined) throw new Error(`no ${workflow} here`);
    return found.handler.create(command, input, operator);
  };
  await make('savedFilter', 'save', { name: name.slice(0, 80), list: 'reports', query: 'phase=submitted' });
  await make('cannedText', 'write', {
    command: 'resolve',
    name: name.slice(0, 80),
    vi: publicText.slice(0, 2_000),
  });
  await make('officer', 'register', {
    officerId: 'f'.repeat(64),
    agencyId: 'lighting',
    role: 'head',
    name,
  });
};

export type Everything = Awaited<ReturnType<typeof everything>>;

const typeReport = async (page: Page, at: string): Promise<void> => {
  await page.goto(at);
  await page.fill('[name="text"]', 'Đèn hỏng <script>alert(1)</script> \u202e abc');
  await page.fill('[name="address"]', '12 Lê Lợi');
};

const sendReport = async (page: Page, at: string, form: string): Promise<void> => {
  await typeReport(page, at);
  await page.click(`${form} .actions button:not([name])`);
  await page.waitForSelector('.once');
};

const refusedAt =
  (at: string) =>
  async (page: Page): Promise<void> => {
    await page.goto(at);
    await page.click('form.command .actions button:not([name])');
    await page.waitForSelector('#refused');
  };

/** Begins as nobody and is then the device that has a report. Where that is. */
const held = async (page: Page): Promise<string> => {
  await page.goto('/console');
  const known = heldPaths.get(page.context());
  if (known !== undefined) return known;
  await sendReport(page, '/console/report', 'form.report');
  await page.click('.once a.button');
  await page.waitForSelector('#i-link');
  await page.click('form.command .actions button');
  await page.waitForSelector('.own');
  const path = new URL(page.url()).pathname;
  heldPaths.set(page.context(), path);
  return path;
};
const heldPaths = new WeakMap<object, string>();

const ofHeld =
  (behind: string, then: (page: Page) => Promise<void> = async () => {}) =>
  async (page: Page): Promise<void> => {
    await page.goto((await held(page)) + behind);
    await then(page);
  };

/** What can be looked at, by the pattern of its address and by who looks. Absent for a role: as `else` says. */
type Examples = { readonly [R in Role | 'else']?: readonly Way[] };

/** Where to look at each page of the console. */
const examplesOf = ({
  published,
  urgent,
  fresh,
  mine,
  parked,
  run,
  trackingCode,
  erasure,
  reports,
}: Everything): { readonly [pattern: string]: Examples } => {
  const of = (id: string): string => `/console/cases/report/${id}`;
  const audit = `/console/audit/cases/report/${urgent}`;
  const all = (...ways: readonly Way[]): Examples => ({ else: ways });
  const list = (name: string): Examples => all(`/console/work/${name}`);
  const figures = (name: string, ...more: readonly string[]): Examples =>
    all(`/console/figures/${name}`, ...more);
  const newLink = async (page: Page): Promise<void> => {
    await page.click('form.command .actions button');
    await page.waitForSelector('.secret');
  };
  return {
    '/console': all('/console', '/console/nothing'),
    '/console/sign-in': { nobody: ['/console/sign-in'] },
    '/console/sign-in/done': all('/console/sign-in/done'),
    '/console/work': all(
      '/console/work',
      '/console/work?phase=closed',
      '/console/work?phase=submitted&sort=dueAt',
    ),
    '/console/work/map': all('/console/work/map'),
    '/console/work/erasures': list('erasures'),
    '/console/work/personal-data-requests': list('personal-data-requests'),
    '/console/work/api-keys': list('api-keys'),
    '/console/work/officers': list('officers'),
    '/console/work/invitations': list('invitations'),
    '/console/work/saved-filters': list('saved-filters'),
    '/console/work/bulk-runs': list('bulk-runs'),
    '/console/work/canned-texts': list('canned-texts'),
    '/console/bulk': all(`/console/bulk?id=${fresh}`, `/console/bulk?id=${fresh}&command=verify`),
    '/console/bulk/:id': all(`/console/bulk/${run}`),
    '/console/cases/:workflow/:id': {
      operator: [of(urgent), of(fresh), `${of(fresh)}?time=recorded`],
      citizen: [of(mine), of(urgent)],
      else: [of(urgent)],
    },
    '/console/cases/:workflow/:id/do/:command': {
      operator: [
        `${of(fresh)}/do/verify`,
        `${of(fresh)}/do/merge?into=${urgent}`,
        refusedAt(`${of(fresh)}/do/reject`),
        `${of(fresh)}/do/redact?revision=0`,
        `${of(fresh)}/do/redact?destroy=true`,
        `${of(urgent)}/do/keep-text`,
        async (page) => {
          await page.goto(`${of(fresh)}/do/comment`);
          await page.fill('[name="text"]', 'Gọi 0905 999 888');
          await page.click('[name="_look"]');
          await page.waitForSelector('.preview');
        },
      ],
      agency: [`${of(urgent)}/do/resolve`],
      admin: [`/console/cases/dataRequest/${erasure}/do/grant`],
      citizen: [`${of(mine)}/do/withdraw`, `${of(mine)}/do/add-attachments`],
      else: [`${of(urgent)}/do/comment`],
    },
    '/console/cases/:workflow/new/:command': {
      citizen: ['/console/cases/dataRequest/new/ask'],
      admin: ['/console/cases/agency/new/register'],
      else: ['/console/cases/savedFilter/new/save?list=reports&query=phase%3Dsubmitted'],
    },
    '/console/report': {
      else: ['/console/report'],
      nobody: [
        '/console/report',
        async (page) => {
          await page.goto('/console/report');
          await page.click('form.report .actions button:not([name])');
          await page.waitForSelector('#refused');
        },
      ],
      citizen: ['/console/report', `/console/report?coordinates=16.4637,107.5909`],
    },
    '/console/report/sent': {
      citizen: [(page) => sendReport(page, '/console/report', 'form.report')],
      else: ['/console/report/sent'],
    },
    '/console/intake': all('/console/intake'),
    '/console/intake/sent': all((page) => sendReport(page, '/console/intake', 'form.intake')),
    '/console/privacy': all('/console/privacy'),
    '/console/open': all('/console/open', `/console/open?code=${trackingCode}`),
    '/console/nearby/:id/support': all(`/console/nearby/${published}/support`),
    '/console/nearby/supported': all('/console/nearby/supported'),
    '/console/cases/:workflow/:id/link': { citizen: [`${of(mine)}/link`], else: [`${of(urgent)}/link`] },
    '/console/cases/:workflow/:id/link/made': {
      citizen: [
        async (page) => {
          await page.goto(`${of(mine)}/link`);
          await newLink(page);
        },
      ],
      else: [`${of(urgent)}/link/made`],
    },
    '/console/personal-data': all('/console/personal-data'),
    '/console/personal-data/kept': all('/console/personal-data/kept'),
    '/console/personal-data/requests/:id/copy': all('/console/personal-data/requests/none/copy'),
    '/console/personal-data/requests/:id/texts': all(`/console/personal-data/requests/${erasure}/texts`),
    '/console/figures': all('/console/figures'),
    '/console/figures/on-time': figures('on-time', '/console/figures/on-time?groupBy=agency'),
    '/console/figures/ranking': figures('ranking', '/console/figures/ranking?minimumCases=0'),
    '/console/figures/satisfaction': figures('satisfaction'),
    '/console/figures/backlog': figures('backlog'),
    '/console/figures/fines': figures('fines'),
    '/console/figures/signals': figures('signals'),
    '/console/figures/cases': figures('cases?verdict=open'),
    '/console/audit': all('/console/audit', '/console/audit?report=none'),
    '/console/audit/access': all('/console/audit/access'),
    '/console/audit/cases/:workflow/:id': all(audit),
    '/console/audit/cases/:workflow/:id/difference': all(`${audit}/difference?from=0&to=2`),
    '/console/agencies': all('/console/agencies'),
    '/console/people': all('/console/people'),
    '/console/policy': all('/console/policy'),
    '/console/policy/preview': all('/console/policy/preview'),
    '/console/operations': all('/console/operations'),
    '/console/operations/timers': all('/console/operations/timers'),
    '/console/operations/do/:command': all(`/console/operations/do/skip-parked?stream=${parked}`),
    '/console/published': all('/console/published', '/console/published?q=nothing'),
    '/console/published/map': all('/console/published/map'),
    '/console/published/figures': all(
      '/console/published/figures',
      '/console/published/figures?groupBy=category',
    ),
    '/console/published/reports/:id': all(
      `/console/published/reports/${published}`,
      '/console/published/reports/none',
    ),
    '/console/track': all(
      '/console/track',
      `/console/track?code=${trackingCode}`,
      '/console/track?code=AAAAA-AAAAA',
    ),
    '/console/accessibility': all('/console/accessibility'),
    '/console/held/cases/:workflow/:id': {
      holder: [
        ofHeld(''),
        ofHeld('', async (page) => {
          const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
          await reports.requestInformation(
            id,
            { question: 'Cột nào?' },
            { actor: { kind: 'operator', id: 'o-1' } },
          );
          await page.reload();
        }),
      ],
    },
    '/console/held/cases/:workflow/:id/do/:command': {
      holder: [ofHeld('/do/withdraw'), ofHeld('/do/provide-information')],
    },
    '/console/held/cases/:workflow/new/:command': { holder: ['/console/held/cases/dataRequest/new/ask'] },
    '/console/held/cases/:workflow/:id/link': { holder: [ofHeld('/link')] },
    '/console/held/cases/:workflow/:id/give-up': { holder: [ofHeld('/give-up')] },
    '/console/held/cases/:workflow/:id/link/made': { holder: [ofHeld('/link', newLink)] },
    '/console/held/given-up': { holder: ['/console/held/given-up'] },
    '/console/held/ended': { holder: ['/console/held/ended'] },
  };
};

export interface Looked {
  readonly pattern: string;
  readonly role: Role;
  /** For a message. */
  readonly name: string;
  readonly go: (page: Page) => Promise<void>;
}

/** Each page with each role that it is for, in the order in which they are to be looked at: what ends a device's having a report comes last. */
export const lookedAt = (all: Everything): readonly Looked[] => {
  const examples = examplesOf(all);
  const patterns = [...all.pages].filter(([pattern]) => pattern !== '/console/');
  const without = patterns.flatMap(([pattern]) => (Object.hasOwn(examples, pattern) ? [] : [pattern]));
  const gone = Object.keys(examples).filter((pattern) => !all.pages.has(pattern));
  if (without.length + gone.length > 0)
    throw new Error(
      `test/support/screens.ts: say how one looks at ${without.join(', ') || 'nothing'}; there is no ${gone.join(', ') || 'other'}`,
    );
  return roles.flatMap((role) =>
    Object.entries(examples).flatMap(([pattern, ways]) => {
      const isHeld = pattern.startsWith('/console/held/');
      const permission = all.pages.get(pattern) ?? 'public';
      const isFor =
        isHeld || role === 'holder'
          ? isHeld && role === 'holder'
          : permission === 'public' || permission.includes(role);
      return (isFor ? (ways[role] ?? ways.else ?? []) : []).map((way, place) => ({
        pattern,
        role,
        name: typeof way === 'string' ? way : `${pattern} (${place})`,
        go: async (page: Page) => {
          if (typeof way === 'string') await page.goto(way);
          else await way(page);
        },
      }));
    }),
  );
};

/** Makes a window somebody's. */
export const become = async (page: Page, role: Role): Promise<void> => {
  if (role !== 'nobody' && role !== 'holder')
    await signInAs(page, role, role === 'agency' ? 'lighting' : undefined);
};
