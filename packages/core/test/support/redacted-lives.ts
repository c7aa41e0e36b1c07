import {
  type Actor,
  eventFor,
  foldOf,
  type JsonObject,
  type RecordedEvent,
  type Snapshot,
  subjectFor,
} from '../../src/engine/index.ts';
import { agency, type ReportCommandName, type ReportState, reportWorkflow } from '../../src/report/index.ts';
import { givenAttachments, type LifecycleFixture, people } from '../../src/testing/index.ts';

const hash = (digit: string): string => digit.repeat(64);
const roads = agency('officer-1', 'agency-hue-roads');

type Step =
  | readonly [command: ReportCommandName, input: JsonObject, actor?: Actor]
  /** What happens to the report by another one. */
  | ((fixture: LifecycleFixture, id: string) => Promise<unknown>);

/** Another report, which the one of the life is merged into and that comes to an end then. */
const mergedInto =
  (end: ReportCommandName, input: JsonObject): Step =>
  async ({ submit, give }, id) => {
    const other = await submit();
    await give(id, 'merge', { into: other });
    await give(other, end, input);
  };

/** Another photo is shown in place of one that was published. */
const replaced =
  (attachment: string, replacement: string): Step =>
  async ({ reports, give }, id) => {
    await givenAttachments(reports, { attachments: [replacement] }, people.operator);
    await give(id, 'replace-attachment', { attachment, replacement, reason: 'a face is seen' });
  };

/** Photos that came by post. */
const added =
  (...attachments: readonly string[]): Step =>
  async ({ reports, give }, id) => {
    await givenAttachments(reports, { attachments }, people.operator);
    await give(id, 'add-attachments', { attachments }, people.operator);
  };

export const submission = {
  text: 'said at the beginning',
  location: { lat: 16.4637, lng: 107.5909, address: '12 Lê Lợi, Huế', areaCode: 'alley of the citizen' },
  category: 'category of the citizen',
  channel: 'app',
  contact: { name: 'Nguyễn Văn A' },
  devicePosition: { lat: 16.4611, lng: 107.5922 },
  attachments: [hash('1')],
};

/** Lives in which every event with words happens, each with words of its own. */
export const lives: readonly (readonly Step[])[] = [
  [
    ['comment', { text: 'a comment for all' }],
    ['comment', { text: 'a comment for officers', audience: 'internal' }, people.operator],
    ['request-information', { question: 'which lamp is it' }],
    ['provide-information', { text: 'it is the fourth', attachments: [hash('2')] }],
    ['verify', { category: 'category of the centre' }],
    ['assign', { agencyId: 'agency-hue-roads', note: 'because of the road' }],
    ['return', { reason: 'not a road' }, roads],
    ['decide-competence', { agencyId: 'agency-hue-lighting', note: 'by the decree' }],
    ['accept', { officer: 'Officer Hai' }],
    ['hand-over', { officer: 'officer-ba', note: 'she knows the street' }],
    ['request-extension', { workingDays: 2, reason: 'no lamps there' }],
    ['deny-extension', { reason: 'there are lamps' }],
    ['request-extension', { workingDays: 2, reason: 'a storm comes' }],
    ['grant-extension', { reason: 'the storm is there' }],
    ['reclassify', { priority: 'urgent', category: 'another category', reason: 'somebody fell' }],
    [
      'impose-penalty',
      { decisionNo: 'the decision of a name', amount: 1_000, legalBasis: 'the first decree' },
    ],
    ['revoke-penalty', { decisionNo: 'the decision of a name', legalBasis: 'the second decree' }],
    ['resolve', { result: 'a first result', attachments: [hash('3')] }],
    ['send-back', { reason: 'it is dark still' }],
    ['resolve', { result: 'a second result', attachments: [hash('4')] }],
    ['publish', { publicText: 'a first publication', attachments: [hash('4')] }],
    replaced(hash('4'), hash('6')),
    added(hash('7')),
    ['rate', { grade: 'unsatisfied', comment: 'rated with words' }],
    ['dispute', { reason: 'it is not so', attachments: [hash('5')] }],
    ['dismiss-dispute', { reason: 'but it is so' }],
    ['dispute', { reason: 'look again' }],
    ['uphold-dispute', { reason: 'it was not so' }],
    ['redact', { field: 'contact', reason: 'he asked for it' }],
  ],
  [['reject', { reason: 'not-our-competence', message: 'go elsewhere', competentBody: 'the power company' }]],
  [
    ['withdraw', { reason: 'it shines again' }],
    ['hold-data', { reason: 'the court of the town asks' }],
    ['release-data', { reason: 'that court has judged' }],
    ['hold-data', { reason: 'an inspection comes' }],
    ['keep-text', { text: 'a text that is kept', reason: 'the reason to keep it' }],
  ],
  [
    mergedInto('reject', {
      reason: 'not-our-competence',
      message: 'they are to go elsewhere',
      competentBody: 'the water company',
    }),
  ],
  [mergedInto('withdraw', {})],
  [
    ['verify', { category: 'lighting' }],
    ['assign', { agencyId: 'agency-hue-roads' }],
    ['recall', { agencyId: 'agency-hue-roads', reason: 'that agency is no more', revision: 2 }],
  ],
];

export const live = async (fixture: LifecycleFixture, steps: readonly Step[]) => {
  const { reports, clock, give } = fixture;
  await givenAttachments(reports, submission, people.citizen);
  const { id } = await reports.handler.create('submit', submission, { actor: people.citizen });
  for (const step of steps) {
    clock.advance(60_000);
    if (typeof step === 'function') await step(fixture, id);
    else await give(id, ...step);
  }
  return Array.fromAsync(reports.handler.history(id));
};

/** The state after each event. */
export const statesOf = (events: readonly RecordedEvent[]): readonly ReportState[] => {
  const fold = foldOf(reportWorkflow);
  return events.map((event) => {
    fold.add(event);
    return (fold.snapshot as Snapshot<ReportState>).state;
  });
};

/** Everything that an audience ever sees: the report after each event, and its history. */
export const shownTo = (
  audience: keyof typeof reportWorkflow.views,
  { reports, clock }: LifecycleFixture,
  events: readonly RecordedEvent[],
): string => {
  const states = statesOf(events);
  const current = states.at(-1);
  if (current === undefined) throw new TypeError('a life without events');
  const context = { now: clock.now(), policy: reports.policy };
  return JSON.stringify([
    states.map((state) => subjectFor(reportWorkflow, audience, { id: 'x', state, current }, context)),
    events.map((event) => eventFor(reportWorkflow, audience, current, event)),
  ]);
};

export const redaction = (events: readonly RecordedEvent[], data: JsonObject): RecordedEvent => {
  const last = events.at(-1);
  if (last === undefined) throw new TypeError('a life without events');
  return {
    ...last,
    type: 'redacted',
    version: 1,
    revision: last.revision + 1,
    data: { reason: '-', ...data },
  };
};

/** What the fields of an event say, in words that nothing else says. */
export const wordsOf = ({ data }: RecordedEvent, field: string): readonly string[] => {
  const value = data[field];
  return Array.isArray(value) ? value : [typeof value === 'string' ? value : JSON.stringify(value)];
};
