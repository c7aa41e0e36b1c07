import { people } from '@phananh/core/testing';
import {
  type HistoryStep,
  liveTelling,
  randomHistory,
  type SaidField,
  saidIn,
} from '@phananh/core/testing/properties';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Api,
  asAdmin,
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  openApi,
} from '../support/api.ts';

const asRoads = 'dev:agency:officer-1:agency-hue-roads';
const readers = [
  undefined,
  asCitizen,
  asOtherCitizen,
  asLighting,
  asRoads,
  asOperator,
  asAuditor,
  asAnalyst,
  asAdmin,
];

/** Of these the report shows nothing but what follows from them: only their events have the words. */
const inHistoryOnly: ReadonlySet<string> = new Set([
  'information-provided.text',
  'assigned.note',
  'handed-over.note',
  'returned.reason',
  'extension-granted.reason',
  'extension-denied.reason',
  'sent-back.reason',
  'reclassified.reason',
  'attachment-replaced.reason',
  'withdrawn.reason',
  'redacted.reason',
  're-dated.reason',
  'penalty-revoked.legalBasis',
]);

const exact = { lat: 16.46371, lng: -107.59093 };
const rough = { lat: 16.463, lng: -107.59 };
const around = ({ lat, lng }: typeof exact): string =>
  [lng - 0.00001, lat - 0.00001, lng + 0.00001, lat + 0.00001].map((one) => one.toFixed(6)).join();

interface Row {
  readonly reportId: string;
  readonly [field: string]: unknown;
}

/** Everything that one reader sees of a report, by where they see it. */
const readingsOf = async (
  { app, get }: Api,
  reader: string | undefined,
  reportId: string,
  events: readonly { readonly metadata: { readonly recordedAt: string } }[],
) => {
  const path = `/v1/reports/${reportId}`;
  const now = await get(path, reader);
  const past = [];
  for (const [revision] of events.entries())
    past.push((await get(`${path}?revision=${revision}`, reader)).text);
  const history = await get(`${path}/history`, reader);
  const steps = (await get(`${path}/replay?limit=100`, reader)).text;
  const changes = (await get(`${path}/diff?from=0&to=${events.length - 1}`, reader)).text;
  const rowsOf = async (url: string): Promise<readonly Row[] | undefined> => {
    const { status, body } = await get(url, reader);
    if (status !== 200) return undefined;
    return body.cases.filter((row: Row) => row.reportId === reportId);
  };
  const list = await rowsOf('/v1/reports');
  const cases = [];
  const moments = [...new Set(events.map(({ metadata }) => metadata.recordedAt))];
  for (const [number, at] of moments.entries())
    cases.push(...((await rowsOf(`/v1/sla/cases?${['asOf', 'knownAt'][number % 2]}=${at}`)) ?? []));
  cases.push(...((await rowsOf('/v1/sla/cases')) ?? []));
  const files = [];
  for (const file of ['cases.csv', 'events.csv', 'events.xes', 'events.ocel.json']) {
    const headers = reader === undefined ? {} : { authorization: `Bearer ${reader}` };
    const { statusCode, body } = await app.inject({ url: `/v1/exports/${file}`, headers });
    if (statusCode === 200) files.push(body);
  }
  const others = [];
  for (const url of [`${path}/explanation`, '/v1/gaming-signals', '/v1/sla?groupBy=area,category'])
    others.push((await get(url, reader)).text);
  return { now, past, history, steps, changes, list, cases, files, others, rowsOf };
};

const isHidden = (
  { field, revision }: SaidField,
  events: readonly { readonly type: string; readonly data: object }[],
) =>
  events.some(({ type, data }) => {
    const redaction: { readonly field?: string; readonly revision?: number } = data;
    return (
      type === 'redacted' &&
      redaction.field === field &&
      (redaction.revision === undefined || redaction.revision === revision)
    );
  });

const wordsIn = (said: readonly SaidField[], text: string): readonly string[] =>
  said.filter(({ words }) => new RegExp(`${words}(?![0-9a-z])`).test(text)).map(({ words }) => words);

const seen = {
  redacted: 0,
  public: 0,
  reporterOnly: 0,
  supporting: 0,
  former: 0,
  audiences: new Set<string>(),
};

const holdsFor = async (steps: readonly HistoryStep[]): Promise<void> => {
  const api = await openApi();
  const { reports, clock, readModels } = api;
  for (const agencyId of ['agency-hue-lighting', 'agency-hue-roads'])
    await reports.agencies.register(
      { agencyId, name: agencyId, kind: 'government' },
      { actor: people.operator },
    );
  const { reportId, events } = await liveTelling(reports, clock, steps);
  clock.advance(60_000);
  await readModels.catchUp();
  const said = saidIn(events);
  const hidden = said.filter((one) => isHidden(one, events)).map(({ words }) => words);
  const state = (await reports.handler.load(reportId))?.state;
  const trackingCode = state?.trackingCode ?? '';
  const holder = state?.assignment;
  const everHadIt = new Set(events.map(({ data }) => data.agencyId));
  seen.redacted += hidden.length;
  seen.supporting += Number((holder?.supporting.length ?? 0) > 0);
  seen.former += Number([...everHadIt].some((id) => typeof id === 'string' && id !== holder?.agencyId));
  for (const { type, data } of events) {
    if (type === 'published') seen[data.visibility === 'public' ? 'public' : 'reporterOnly'] += 1;
  }
  const publishedFor = (revision: number) =>
    events.find((event) => event.revision === revision)?.data.visibility;
  const forReporterOnly = said.filter(
    ({ type, revision }) => type === 'published' && publishedFor(revision) === 'reporter-only',
  );
  const tracked = (await api.get(`/v1/track/${trackingCode}`)).text;

  for (const reader of readers) {
    const { now, past, history, steps, changes, list, cases, files, others, rowsOf } = await readingsOf(
      api,
      reader,
      reportId,
      events,
    );
    const who = reader ?? 'anonymous';
    const rows = [...(list ?? []), ...cases];
    const everything = [
      now.text,
      ...past,
      history.text,
      steps,
      changes,
      JSON.stringify(rows),
      ...files,
      ...others,
      tracked,
    ].join('\n');
    const at = <Value>(value: Value) => ({ who, phase: state?.phase, value });

    // What is redacted is seen nowhere.
    expect(at(wordsIn(said, everything).filter((word) => hidden.includes(word)))).toEqual(at([]));

    if (now.status === 404) {
      expect(at([history.status, rows])).toEqual(at([404, []]));
      expect(at(wordsIn(said, [...past, steps, changes, ...others].join('\n')))).toEqual(at([]));
      continue;
    }
    seen.audiences.add(who);

    // The report, ever, and its history say the same words.
    const inReport = wordsIn(said, [now.text, ...past].join('\n'));
    const inHistory = wordsIn(
      said.filter(({ type, field }) => !inHistoryOnly.has(`${type}.${field}`)),
      history.text,
    );
    expect(at([...new Set(inReport)].sort())).toEqual(at([...new Set(inHistory)].sort()));
    // Step by step it says what its past and its history say, and no more.
    const told = wordsIn(said, [now.text, ...past, history.text].join('\n'));
    expect(at([...new Set(wordsIn(said, steps))].sort())).toEqual(at([...new Set(told)].sort()));
    expect(at(wordsIn(said, changes).filter((word) => !told.includes(word)))).toEqual(at([]));
    const hasCode = [trackingCode, trackingCode.replace('-', '')].some((code) => history.text.includes(code));
    expect(at(hasCode)).toEqual(at('trackingCode' in now.body));
    expect(at(history.text.includes('"c-17"'))).toEqual(at('reporter' in now.body));

    // Rows and files say no more than the report does now; rows of a moment say which officer had it then, as the past does.
    const officers = said.filter(({ field }) => field === 'officer');
    const shownNow = wordsIn(said, now.text);
    const beyond = (text: string, shown: readonly string[]) =>
      wordsIn(said, text).filter((word) => !shown.includes(word));
    expect(at(beyond([JSON.stringify(list ?? []), ...files].join('\n'), shownNow))).toEqual(at([]));
    const shownThen = wordsIn(officers, past.join('\n'));
    expect(at(beyond(JSON.stringify(cases), [...shownNow, ...shownThen]))).toEqual(at([]));
    const { location } = now.body;
    const place = { lat: location?.lat ?? null, lng: location?.lng ?? null };
    for (const row of rows)
      expect(at({ text: row.text, lat: row.lat, lng: row.lng })).toEqual(
        at({ text: now.body.text ?? null, ...place }),
      );
    for (const row of list ?? [])
      expect(at([row.agencyId, row.assignedAt])).toEqual(
        at([now.body.assignment?.agencyId ?? null, now.body.assignment?.assignedAt ?? null]),
      );

    // Not what only the reporter was to see, for everybody else; of what anybody wrote nothing, for analysts.
    const isEverybody = !('clocks' in now.body);
    const secret = reader === asAnalyst ? said : isEverybody ? forReporterOnly : [];
    expect(at(wordsIn(secret, everything))).toEqual(at(reader === asAnalyst ? wordsIn(said, tracked) : []));

    // Where it was exactly is seen, and found, by those only who may.
    const shown = location?.lat === exact.lat ? exact : rough;
    expect(at([location?.lat ?? null, everything.includes(String(exact.lat))])).toEqual(
      at(location === undefined ? [null, false] : [shown.lat, shown === exact]),
    );
    expect(at(everything.includes('wordaddress'))).toEqual(at(location?.lat === exact.lat));
    if (list === undefined || list.length === 0) continue;
    for (const box of [exact, rough])
      expect(at((await rowsOf(`/v1/reports?bbox=${around(box)}`))?.length)).toEqual(
        at(Number(location !== undefined && box === shown)),
      );

    // A search finds what its asker may read.
    const isReadable = now.body.text === 'wordtext';
    expect(at((await rowsOf('/v1/reports?q=wordtext'))?.length)).toEqual(at(Number(isReadable)));
  }
};

const step = (command: HistoryStep['command'], change: Partial<HistoryStep> = {}): HistoryStep => ({
  command,
  actor: people.operator,
  hours: 1,
  override: false,
  procedure: 'ordinary',
  visibility: 'public',
  agencyId: 'agency-hue-lighting',
  supporting: [],
  hidden: { place: 0, everywhere: false },
  ...change,
});
const by = (kind: keyof typeof people) => ({ actor: people[kind] });
const toResult = [
  step('verify'),
  step('assign'),
  step('accept', by('agency')),
  step('resolve', by('agency')),
];

/** Lives that chance seldom makes. */
const lives: readonly (readonly HistoryStep[])[] = [
  [
    ...toResult,
    step('publish', { visibility: 'reporter-only' }),
    step('dispute', by('citizen')),
    step('uphold-dispute'),
    step('resolve', by('agency')),
    step('publish'),
    step('rate', by('citizen')),
  ],
  [
    step('verify'),
    step('assign', { agencyId: 'agency-hue-roads' }),
    step('assign', { supporting: ['agency-hue-roads'] }),
    step('redact', { hidden: { place: 1, everywhere: true } }),
    step('comment', by('agency')),
    step('redact', { hidden: { place: 0, everywhere: false } }),
  ],
  [
    ...toResult,
    step('publish'),
    step('dispute', by('citizen')),
    step('dismiss-dispute'),
    step('redact', { hidden: { place: 7, everywhere: true } }),
  ],
  [
    step('verify'),
    step('assign', { agencyId: 'agency-hue-roads' }),
    step('assign'),
    step('resolve', by('agency')),
  ],
  // What a head says to an officer stands in the history alone.
  [step('verify'), step('assign'), step('hand-over', by('agency'))],
];

describe('who sees what', () => {
  it('is the same in the report, its past, its history, lists, cases, searches and files, whoever asks, whatever happened', async () => {
    for (const steps of lives) await holdsFor(steps);
    await fc.assert(
      fc.asyncProperty(randomHistory(), (steps) => holdsFor(steps.slice(0, 40))),
      { numRuns: 8, endOnFailure: true },
    );
    expect(seen.redacted).toBeGreaterThan(0);
    expect(seen.public).toBeGreaterThan(0);
    expect(seen.reporterOnly).toBeGreaterThan(0);
    expect(seen.supporting).toBeGreaterThan(0);
    expect(seen.former).toBeGreaterThan(0);
    expect(seen.audiences.size).toBe(readers.length);
  }, 120_000);
});
