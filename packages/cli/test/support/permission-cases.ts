import type { Actor } from '@phananh/core';
import { handedTo, type PermissionHost } from './permission-host.ts';

/** Who asks: the token after `dev:`; undefined is nobody. Of agencies the report knows each in another way. */
export const askers = {
  nobody: undefined,
  'own citizen': 'citizen:c-17',
  'link holder': 'link:',
  'other citizen': 'citizen:c-18',
  guest: 'guest:',
  head: 'agency:head-9:agency-hue-lighting',
  'agency that has it': 'agency:officer-9:agency-hue-lighting',
  'suspended officer': 'agency:officer-8:agency-hue-lighting',
  'agency that helps': 'agency:officer-1:agency-hue-roads',
  'agency that had it': 'agency:officer-4:agency-hue-parks',
  'other agency': 'agency:officer-7:agency-hue-waste',
  'head of a suspended agency': 'agency:head-6:agency-hue-canals',
  operator: 'operator:o-3',
  auditor: 'auditor:au-1',
  analyst: 'analyst:an-1',
  admin: 'admin:ad-1',
  key: 'key:verifies',
  'reading key': 'key:reads',
  'key for citizen': 'key:speaks',
} as const;

export type Asker = keyof typeof askers;
export const askerNames = Object.keys(askers) as Asker[];

const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-3' };
const agencyOf = (agencyId: string): Actor => ({ kind: 'agency', id: 'officer-9', agencyId });
const lighting: Actor = { kind: 'agency', id: 'head-9', agencyId: 'agency-hue-lighting' };
const parks = agencyOf('agency-hue-parks');

/** What stands in one place of a report only, so that wherever it is seen it is known where it came from. */
export const canaries = {
  text: 'canarytext',
  address: 'canaryaddress',
  contact: 'canarycontact@hue.example',
  phone: '0912345987',
  'internal comment': 'canaryinternal',
  'note of an assignment': 'canarynote',
  'reason of a return': 'canaryreturn',
  'what is hidden': 'canaryhidden',
  result: 'canaryresult',
  'officer who has it': handedTo,
  'note of a handing over': 'canaryhandover',
} as const;

export const exactPlace = { lat: 16.46371, lng: 107.59093 };

const submission = {
  text: canaries.text,
  location: { ...exactPlace, address: canaries.address },
  channel: 'app',
  contact: { name: canaries.contact, phone: canaries.phone },
};

type Step = readonly [command: string, input: object, actor: Actor];

const internally: readonly Step[] = [
  ['comment', { text: canaries['internal comment'], audience: 'internal' }, operator],
  ['comment', { text: canaries['what is hidden'], audience: 'internal' }, operator],
];
const returned: readonly Step[] = [
  ['verify', { category: 'lighting', areaCode: 'hue' }, operator],
  ['assign', { agencyId: 'agency-hue-parks' }, operator],
  ['return', { reason: canaries['reason of a return'] }, parks],
];
const assigned: readonly Step[] = [
  ...returned,
  [
    'assign',
    {
      agencyId: 'agency-hue-lighting',
      supporting: ['agency-hue-roads'],
      note: canaries['note of an assignment'],
    },
    operator,
  ],
  [
    'hand-over',
    { officer: canaries['officer who has it'], note: canaries['note of a handing over'] },
    lighting,
  ],
];
const resolved: readonly Step[] = [...assigned, ['resolve', { result: canaries.result }, lighting]];
const published: readonly Step[] = [...resolved, ['publish', { publicText: 'Đèn đã sáng lại.' }, operator]];
const disputed: readonly Step[] = [...published, ['dispute', { reason: 'Đèn vẫn tắt' }, citizen]];

const ways = {
  submitted: [],
  verified: returned,
  assigned,
  resolved,
  published,
  'published for the reporter': [
    ...resolved,
    ['publish', { publicText: 'Riêng cho bạn', visibility: 'reporter-only' }, operator],
  ],
  disputed,
  'assigned again': [...disputed, ['uphold-dispute', { reason: 'Đúng là chưa sáng' }, operator]],
  closed: published,
  rejected: [['reject', { reason: 'out-of-scope', message: 'Không thuộc thẩm quyền' }, operator]],
  merged: [],
  withdrawn: [['withdraw', {}, citizen]],
} as const satisfies { readonly [name: string]: readonly Step[] };

export type CaseName = keyof typeof ways;
export const caseNames = Object.keys(ways) as CaseName[];

export interface Case {
  readonly name: CaseName;
  readonly id: string;
  readonly trackingCode: string;
  /** The photo that the citizen sent with it; where it is published, that too. */
  readonly attachmentId: string;
}

/** A report in each phase, each with an internal comment and one that was hidden afterwards. */
export const makeCases = async ({
  clock,
  give,
  create,
  upload,
  copied,
  hold,
  comeAsGuest,
  catchUp,
}: PermissionHost): Promise<ReadonlyMap<CaseName, Case>> => {
  const cases = new Map<CaseName, Case>();
  const make = async (name: CaseName): Promise<string> => {
    const attachmentId = await upload(citizen);
    const { id, trackingCode } = await create({ ...submission, attachments: [attachmentId] }, citizen);
    const way: readonly Step[] = ways[name];
    let revision = 0;
    for (const [command, input, actor] of [...internally, ...way]) {
      if (command === 'publish') await copied(attachmentId);
      const shown = command === 'publish' ? { ...input, attachments: [attachmentId] } : input;
      await give(id, command, shown, actor);
      revision += 1;
      if (input === internally[1]?.[1])
        await give(id, 'redact', { field: 'text', revision, reason: 'Có tên người khác' }, operator);
    }
    cases.set(name, { name, id, trackingCode, attachmentId });
    return id;
  };
  // Before the others: when it can be closed, they could not be rated any more.
  const closed = await make('closed');
  clock.advance(60 * 24 * 60 * 60_000);
  await give(closed, 'close', {}, operator);
  for (const name of caseNames) if (name !== 'closed') await make(name);
  await give(cases.get('merged')?.id ?? '', 'merge', { into: cases.get('assigned')?.id }, operator);
  await comeAsGuest();
  await catchUp();
  // The first one is who asks where a question is about no report.
  const inTurn = [...cases.values()].toSorted(
    (a, b) => Number(b.name === 'assigned') - Number(a.name === 'assigned'),
  );
  for (const { id, attachmentId } of inTurn) await hold(id, attachmentId);
  return cases;
};
