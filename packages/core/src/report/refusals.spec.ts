import { beforeAll, describe, expect, it } from 'vitest';
import { vietnamCalendar } from '../calendar/index.ts';
import type { Actor, JsonObject, RecordedEvent } from '../engine/index.ts';
import { decisionsOf, lifecycleFixture, people } from '../testing/index.ts';
import {
  type AttachmentState,
  agencyWorkflow,
  citizen,
  huePolicy,
  huePolicyData,
  type OfficerEntry,
  type ReportCommandName,
  type ReportRefusal,
  type ReportState,
  reportWorkflow,
  slaPolicy,
} from './index.ts';
import { reportWorkflowWith } from './workflow.ts';

/** What has happened to a report: commands with their examples, hours that pass, or a command with another input. */
type Before = readonly (ReportCommandName | number | readonly [ReportCommandName, JsonObject, Actor?])[];

const day = 24;
const self = '01890a5d-ac96-774b-bcce-b302099a8001';
const other = reportWorkflow.commands.merge.example.into;
const third = '01890a5d-ac96-774b-bcce-b302099a8003';
const lighting = 'agency-hue-lighting';

const historyOf = async (before: Before): Promise<readonly RecordedEvent[]> => {
  const { clock, submit, give, reports } = await lifecycleFixture();
  await reports.handler.create('submit', reportWorkflow.commands.submit.example, {
    actor: people.citizen,
    id: other,
  });
  const id = await submit();
  for (const step of before) {
    if (typeof step === 'number') clock.advance(step * 3_600_000);
    else if (typeof step === 'string') await give(id, step);
    else await give(id, ...step);
  }
  return Array.fromAsync(reports.handler.history(id));
};

const agencyAfter = (...events: Parameters<typeof givenAgency>[0] & object) => givenAgency(events).state;
const givenAgency = decisionsOf(agencyWorkflow, { policy: huePolicy });
const registered = {
  type: 'registered',
  data: { agencyId: lighting, name: 'A', kind: 'government' },
} as const;
const agencies = {
  [lighting]: agencyAfter(registered),
  'agency-hue-roads': agencyAfter(registered),
  'agency-gone': agencyAfter(registered, { type: 'suspended', data: { reason: 'x' } }),
};

const supporter = citizen('c-18');
const assigned: Before = ['verify', 'assign'];
const published: Before = [...assigned, 'resolve', 'publish'];
const returned: Before = [...assigned, 'return'];
const onceMore: Before = ['assign', 'return'];
const merged: Before = ['verify', 'merge'];
const rungs = (command: ReportCommandName, rung: string, due: number): readonly Row[] => [
  [command, 'no-term', ['verify'], { clock: 'dispute', rung }],
  [command, 'clock-paused', ['request-information'], { clock: 'overall', rung }],
  [command, 'unknown-rung', ['verify'], { clock: 'overall', rung: 'no-such-rung' }],
  [command, 'not-due-yet', ['verify'], { clock: 'overall', rung }],
  [command, 'rung-fired', ['verify', due, [command, { clock: 'overall', rung }]], { clock: 'overall', rung }],
];

interface Else {
  readonly actor?: Actor;
  /** Hours after what happened last. */
  readonly hours?: number;
  readonly report?: Partial<ReportState>;
  /** Heads of the agency, by their actor ids. Default: who gives the command. */
  readonly heads?: readonly string[];
  /** Whether what is personal has a term, on a host that erases what is over it. */
  readonly retains?: true;
  /** Of the photo that has expired. */
  readonly uploadedBy?: Actor;
  /** What the last events say otherwise than they did. */
  readonly change?: (event: RecordedEvent) => RecordedEvent;
}

type Row = readonly [ReportCommandName, ReportRefusal, Before, (JsonObject | undefined)?, Else?];

const retaining = slaPolicy(
  { ...huePolicyData, retention: [{ rule: 'five-years', after: { count: 5, unit: 'year' } }] },
  [vietnamCalendar()],
);

/** The overall clock with another due day, or another calendar that it is of. */
const dueOtherwise =
  (due: JsonObject) =>
  (event: RecordedEvent): RecordedEvent => {
    const clocks = (event.data.clocks ?? []) as readonly JsonObject[];
    const changed = clocks.map((clock) =>
      clock.change === 'started' && clock.clock === 'overall'
        ? { ...clock, due: { ...(clock.due as JsonObject), ...due } }
        : clock,
    );
    return { ...event, data: { ...event.data, ...(clocks.length > 0 && { clocks: changed }) } };
  };

/** A report that an operator took down, and that was linked where the citizen commented. */
const asOfCaller = (event: RecordedEvent): RecordedEvent => ({
  ...event,
  ...(event.type === 'commented' && { type: 'linked', data: { reporter: people.citizen.id } }),
  metadata: { ...event.metadata, actor: people.operator },
});

const entry = (other: Partial<OfficerEntry> = {}): OfficerEntry => ({
  phase: 'active',
  agencyId: lighting,
  role: 'officer',
  ...other,
});
const officers = {
  an: entry(),
  'on-leave': entry({ phase: 'suspended' }),
  'of-parks': entry({ agencyId: 'agency-hue-parks' }),
};

const blurred = 'd'.repeat(64);
const photo = 'a'.repeat(64);
const gone = 'b'.repeat(64);
const replacing = (attachment: string, replacement: string) => ({ attachment, replacement, reason: 'x' });
/** With a photo that is published. */
const shown: Before = [
  ...assigned,
  ['resolve', { result: 'x', attachments: [photo] }],
  ['publish', { publicText: 'x', attachments: [photo] }],
];

const uploaded: AttachmentState = {
  phase: 'waiting',
  mediaType: 'image/jpeg',
  size: 1,
  subject: 'citizen:c-17',
  reportId: null,
  uploadedBy: people.citizen,
  uploadedAt: '2026-03-01T02:00:00.000Z',
  width: null,
  height: null,
  durationSeconds: null,
  reports: [],
  expiredAt: null,
  copies: null,
  noCopy: null,
};

/** A command that names a photo: somebody else's, and one of their own that has expired. */
const naming = (command: ReportCommandName, before: Before, { id, kind }: Actor): readonly Row[] => {
  const { example } = reportWorkflow.commands[command];
  const actor = kind === 'agency' ? people.agency : citizen(id);
  return [
    [command, 'unknown-attachment', before, { ...example, attachments: ['c'.repeat(64)] }, { actor }],
    [
      command,
      'attachment-expired',
      before,
      { ...example, attachments: [gone] },
      { actor, uploadedBy: actor },
    ],
  ];
};

/** As a case of another system. */
const fromElsewhere = (event: RecordedEvent): RecordedEvent =>
  event.type === 'submitted' ? { ...event, data: { ...event.data, channel: 'import' } } : event;
const correction = { revision: 2, field: 'agencyId', to: 'agency-hue-roads', reason: 'x' };
const corrected = { change: fromElsewhere };

/** A case in which each command answers each of the codes that it says it refuses with. */
const rows: readonly Row[] = [
  ...naming('submit', [], people.citizen),
  ...naming('provide-information', ['request-information'], people.citizen),
  ...naming('resolve', assigned, people.agency),
  ...naming('dispute', published, people.citizen),
  ['submit', 'import-only', [], { ...reportWorkflow.commands.submit.example, channel: 'import' }],
  ['submit', 'information-missing', [], { text: 'x', channel: 'app', location: { address: '12 Lê Lợi' } }],
  [
    'submit',
    'not-of-a-list',
    [],
    { ...reportWorkflow.commands.submit.example, category: 'Ông Ba, 0912 345 678' },
  ],
  ['request-information', 'already-awaiting-information', ['request-information']],
  ['provide-information', 'not-awaiting-information', []],
  ['end-waiting', 'not-awaiting-information', []],
  ['end-waiting', 'not-due-yet', ['request-information']],
  ['verify', 'information-missing', [], {}],
  ['reject', 'information-missing', [], { reason: 'not-our-competence', message: 'x' }],
  ['merge', 'merge-into-itself', [], { into: self }],
  ['merge', 'merge-ring', [], { into: other }, { report: { phase: 'merged', mergedInto: self } }],
  ['merge', 'merge-target', [], { into: third }],
  ['absorb', 'merged-elsewhere', [], { reportId: other }],
  ['follow', 'merged-elsewhere', merged, { from: third }],
  ['follow', 'merge-ring', merged, { from: other }, { report: { phase: 'merged', mergedInto: self } }],
  ['follow', 'nothing-changes', merged, { from: other }],
  ['follow', 'merge-target', merged, { from: other }, { report: { phase: 'merged', mergedInto: third } }],
  ['unmerge', 'merged-elsewhere', merged, { into: third, reason: 'x' }],
  ['separate', 'nothing-changes', [], { reportId: other }],
  ['share-rejection', 'merged-elsewhere', merged, { from: third }],
  ['share-rejection', 'nothing-changes', merged, { from: other }],
  ['share-redaction', 'merged-elsewhere', merged, { from: third, field: 'message' }],
  ['share-redaction', 'nothing-changes', merged, { from: other, field: 'message' }],
  ['assign', 'competence-decision-required', [...returned, ...onceMore, ...onceMore]],
  ['assign', 'supports-itself', ['verify'], { agencyId: lighting, supporting: [lighting] }],
  ['assign', 'unknown-agency', ['verify'], { agencyId: 'nobody' }],
  ['assign', 'agency-suspended', ['verify'], { agencyId: 'agency-gone' }],
  ['assign', 'already-assigned', assigned],
  ['assign', 'reason-required', assigned, { agencyId: 'agency-hue-roads' }],
  ['accept', 'already-accepted', [...assigned, 'accept']],
  ['hand-over', 'not-the-head', assigned, { officer: 'an' }, { heads: [] }],
  ['hand-over', 'unknown-officer', assigned, { officer: 'of-parks' }],
  ['hand-over', 'officer-suspended', assigned, { officer: 'on-leave' }],
  ['hand-over', 'handed-over-already', [...assigned, ['hand-over', { officer: 'an' }]], { officer: 'an' }],
  ['return', 'binding-assignment', [...returned, 'decide-competence']],
  ['recall', 'assigned-anew', assigned, { agencyId: lighting, reason: 'x', revision: 9 }],
  ['decide-competence', 'never-returned', ['verify']],
  ['decide-competence', 'unknown-agency', returned, { agencyId: 'nobody', note: 'x' }],
  ['decide-competence', 'agency-suspended', returned, { agencyId: 'agency-gone', note: 'x' }],
  ['request-extension', 'extension-pending', [...assigned, 'request-extension']],
  [
    'request-extension',
    'no-term',
    assigned,
    undefined,
    { change: (event) => ({ ...event, data: { ...event.data, clocks: [] } }) },
  ],
  ['grant-extension', 'no-extension-pending', assigned],
  ['grant-extension', 'override-required', [...assigned, 60 * day, 'request-extension']],
  ['deny-extension', 'no-extension-pending', assigned],
  [
    'publish',
    'attachment-not-shown',
    [...assigned, 'resolve'],
    { publicText: 'x', attachments: ['a'.repeat(64)] },
  ],
  [
    'publish',
    'attachment-not-publishable',
    [...assigned, ['resolve', { result: 'x', attachments: [photo] }]],
    { publicText: 'x', attachments: [photo] },
  ],
  ['add-attachments', 'unknown-attachment', [], { attachments: ['c'.repeat(64)] }],
  ['add-attachments', 'attachment-expired', [], { attachments: [gone] }, { uploadedBy: people.operator }],
  ['replace-attachment', 'attachment-not-shown', shown, replacing(blurred, blurred)],
  ['replace-attachment', 'nothing-changes', shown, replacing(photo, photo)],
  ['replace-attachment', 'unknown-attachment', shown, replacing(photo, 'c'.repeat(64))],
  [
    'replace-attachment',
    'attachment-expired',
    shown,
    replacing(photo, gone),
    { uploadedBy: people.operator },
  ],
  ['replace-attachment', 'attachment-not-publishable', shown, replacing(photo, blurred)],
  ['impose-penalty', 'duplicate-decision', [...assigned, 'impose-penalty']],
  ['revoke-penalty', 'unknown-decision', assigned],
  ['rate', 'window-over', published, undefined, { hours: 60 * day }],
  ['dispute', 'window-over', published, undefined, { hours: 60 * day }],
  ['uphold-dispute', 'unknown-agency', [...published, 'dispute'], { reason: 'x', agencyId: 'nobody' }],
  ['uphold-dispute', 'agency-suspended', [...published, 'dispute'], { reason: 'x', agencyId: 'agency-gone' }],
  ['comment', 'citizens-comment-publicly', [], { text: 'x', audience: 'internal' }],
  ['link', 'reported-by-citizen', [], { reporter: 'c-18' }],
  ['link', 'nothing-changes', ['comment'], { reporter: 'c-17' }, { change: asOfCaller }],
  ['unlink', 'nothing-changes', []],
  ['support', 'already-supported', [...published, ['support', {}, supporter]], {}, { actor: supporter }],
  ['support', 'account-needed', published, {}, { actor: { kind: 'citizen', id: 'guest:1' } }],
  ['reclassify', 'nothing-changes', ['verify'], { category: 'lighting', reason: 'x' }],
  ['redact', 'unknown-field', [], { field: 'phase', reason: 'x' }],
  ['redact', 'unknown-revision', [], { field: 'text', revision: 7, reason: 'x' }],
  ['redact', 'nothing-changes', ['redact']],
  ['redact', 'not-encrypted', [], { field: 'category', reason: 'x', destroy: true }],
  // A log that nothing is encrypted in has no key to destroy.
  ['redact', 'no-key-of-its-own', [], { field: 'text', reason: 'x', destroy: true }],
  ['close', 'window-open', published],
  ...rungs('remind', 'one-day-before', 60 * day),
  ...rungs('mark-overdue', 'overdue', 60 * day),
  ...rungs('escalate', 'centre-head', 60 * day),
  ['re-date', 'no-term', ['verify'], { clock: 'dispute', reason: 'x' }],
  [
    're-date',
    'calendar-older',
    ['verify'],
    undefined,
    { change: dueOtherwise({ calendar: 'vn@2999-01-01' }) },
  ],
  ['hold-data', 'nothing-changes', ['hold-data']],
  ['keep-text', 'nothing-changes', ['keep-text']],
  ['keep-text', 'unknown-revision', [], { text: 'x', revision: 99, reason: 'x' }],
  ['release-data', 'nothing-changes', []],
  ['end-retention', 'no-keys', ['withdraw']],
  ['end-retention', 'no-term', ['verify'], undefined, { retains: true }],
  ['end-retention', 'data-is-held', ['withdraw', 'hold-data'], undefined, { retains: true }],
  ['end-retention', 'not-due-yet', ['withdraw'], undefined, { retains: true }],
  ['erase-personal-data', 'nothing-changes', [], { person: 'citizen:somebody-else' }],
  ['re-date', 'nothing-changes', ['verify']],
  [
    're-date',
    'earlier-needs-operator',
    ['verify'],
    undefined,
    { change: dueOtherwise({ day: '2026-12-01', at: '2026-12-01T10:00:00.000Z' }) },
  ],
  ['correct', 'import-only', assigned, correction],
  ['correct', 'unknown-revision', assigned, { ...correction, revision: 9 }, corrected],
  ['correct', 'not-correctable', assigned, { ...correction, revision: 1 }, corrected],
  ['correct', 'nothing-changes', assigned, { ...correction, to: lighting }, corrected],
  ['correct', 'unknown-agency', assigned, { ...correction, to: 'agency-nowhere' }, corrected],
  [
    'correct',
    'correction-out-of-order',
    assigned,
    { ...correction, field: 'occurredAt', to: '2020-01-01T00:00:00Z' },
    corrected,
  ],
];

describe('what a command of a report says that it refuses', () => {
  let otherState: ReportState;
  beforeAll(async () => {
    otherState = decisionsOf(reportWorkflow, { policy: huePolicy })(await historyOf([])).state;
  });

  const cases = rows.map(([command, code, before, input, other = {}]) => ({
    command,
    code,
    before,
    input,
    ...other,
  }));

  it.each(cases)('$command answers $code', async ({ command, code, before, input, ...otherwise }) => {
    const { actor, hours = 0, report, change, retains = false, uploadedBy = people.citizen } = otherwise;
    const { heads = [people.agency.id] } = otherwise;
    const recorded = command === 'submit' ? [] : await historyOf(before);
    const history = change === undefined ? recorded : recorded.map(change);
    const last = Date.parse(history.at(-1)?.metadata.occurredAt ?? '2026-03-02T02:00:00.000Z');
    const related = {
      agency: agencies,
      officer: { ...officers, ...Object.fromEntries(heads.map((id) => [id, entry({ role: 'head' })])) },
      attachment: {
        [photo]: uploaded,
        [blurred]: { ...uploaded, uploadedBy: people.operator },
        [gone]: { ...uploaded, uploadedBy, phase: 'expired' as const },
      },
      report: {
        [self]: otherState,
        [other]: { ...otherState, ...report },
        [third]: { ...otherState, phase: 'withdrawn' as const },
      },
    };
    const given = decisionsOf(reportWorkflowWith({ registry: true, erases: retains }), {
      policy: retains ? retaining : huePolicy,
      actors: people,
      related,
      id: self,
    });
    const at = new Date(last + hours * 3_600_000).toISOString();
    given(history)
      .when(command, input as never, { at, ...(actor && { actor }) })
      .isRefused(code as never);
  });

  it('is what it answers, each of it: the cases above are all that are declared', () => {
    const declared = Object.entries(reportWorkflow.commands).flatMap(
      ([name, { refuses = [] }]: readonly [string, { readonly refuses?: readonly string[] }]) =>
        refuses.map((code) => `${name}: ${code}`),
    );
    expect(rows.map(([command, code]) => `${command}: ${code}`).sort()).toEqual(declared.sort());
  });
});

it('a command of an agency answers each of the codes that it says it refuses with', () => {
  const inUse = { type: 'calendar-set', data: { calendar: 'vn', from: '2026-01-01' } } as const;
  givenAgency()
    .when('register', { ...registered.data, calendar: 'mars' })
    .isRefused('calendar-unknown');
  givenAgency([registered]).when('rename', { name: 'A' }).isRefused('same-name');
  givenAgency([registered]).when('set-calendar', { calendar: 'mars' }).isRefused('calendar-unknown');
  givenAgency([registered, inUse]).when('set-calendar', { calendar: 'vn' }).isRefused('calendar-in-use');
  const { register, rename, suspend, reinstate, 'set-calendar': setCalendar } = agencyWorkflow.commands;
  expect([register, rename, setCalendar].flatMap(({ refuses = [] }) => refuses)).toHaveLength(4);
  expect([suspend, reinstate].flatMap(({ refuses = [] }) => refuses)).toEqual([]);
});
