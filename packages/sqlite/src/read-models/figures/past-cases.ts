import type { EventStore, Instant, Position, RecordedEvent, Revision } from '@phananh/core';
import { correctedUpTo, StreamDeleted, streamOf, type UpTo } from '@phananh/core/engine';
import { type CaseFacts, foldCase } from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import type { Database } from 'better-sqlite3';
import { skippedRevisions } from '../building/skipped-events.ts';
import { followedStream } from '../reading/followed-stream.ts';
import { casesPerPage } from './member-rows.ts';
import { hasNotGoneOn, type Moment, never } from './moment.ts';
import type { FigureSource } from './source.ts';

/** Cases that went on after the cut of a moment, as they were by then. */
export async function* pastFacts(
  source: FigureSource,
  database: Database,
  moment: Moment,
): AsyncGenerator<CaseFacts> {
  for await (const life of pastLives(source, database, moment)) {
    const facts = life.at(-1);
    if (facts !== undefined) yield facts;
  }
}

/** The same, each as it was after every event up to then. */
export async function* pastLives(
  source: FigureSource,
  database: Database,
  { asOf, cut }: Moment,
): AsyncGenerator<readonly CaseFacts[]> {
  if (cut === undefined) return;
  const page = database.prepare<[PastBound], Followed>(
    `SELECT case_number AS caseNumber, report_id AS reportId, revision, position FROM case_facts f
     WHERE case_number > @after AND NOT (${hasNotGoneOn})
       AND (submitted_at <= @asOf OR corrections > 0) AND first_recorded_at <= @knownAt ORDER BY case_number LIMIT ${casesPerPage}`,
  );
  const knownAt = cut.knownAt ?? never;
  let after = -1;
  for (;;) {
    const rows = page.all({ asOf, knownAt, after });
    for (const followed of rows) {
      source.demandAsked();
      yield await lifeUpTo(source, followed, cut);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < casesPerPage) return;
    after = last.caseNumber;
  }
}

interface PastBound {
  readonly asOf: Instant;
  readonly knownAt: Instant;
  readonly after: number;
}

/** The facts of a case as its stream had made them by then. */
export const factsUpTo = async (
  source: FigureSource,
  facts: CaseFacts,
  cut: UpTo,
): Promise<CaseFacts | undefined> => (await lifeUpTo(source, facts, cut)).at(-1);

/** A case, and how far its stream was followed into the tables. */
type Followed = Pick<CaseFacts, 'caseNumber' | 'reportId' | 'revision' | 'position'>;

/** The facts of a case after each event of its stream up to then. */
const lifeUpTo = async (
  source: FigureSource,
  followed: Followed,
  cut: UpTo,
): Promise<readonly CaseFacts[]> => {
  const life: CaseFacts[] = [];
  for await (const event of correctedUpTo(reportWorkflow, followedEvents(source, followed), cut))
    life.push(foldCase(life.at(-1), event));
  return life;
};

/** The events that a case was computed from: none that it is parked by, or after that, and none that was left out. */
const followedEvents = (
  { database, log }: FigureSource,
  { caseNumber, reportId, revision, position }: Followed,
): AsyncIterable<RecordedEvent> => {
  const stream = streamOf(reportWorkflow, reportId);
  const leftOut = skippedRevisions(database, 'cases', stream);
  const range = { from: caseNumber, to: position };
  return leftOut.size === 0
    ? evenWhenDeleted(log(), stream, revision, range)
    : followedWithout(log(), stream, range, leftOut);
};

/** Of a stream that somebody deleted, what the log still has of it; none when its beginning is not there any more. */
async function* evenWhenDeleted(
  log: EventStore,
  stream: string,
  toRevision: Revision,
  range: { readonly from: Position; readonly to: Position },
): AsyncGenerator<RecordedEvent> {
  try {
    yield* log.readStream(stream, { toRevision });
  } catch (error) {
    if (!(error instanceof StreamDeleted)) throw error;
    const left = await followedStream(log, stream, range);
    if (left[0]?.revision === 0) yield* left;
  }
}

async function* followedWithout(
  log: EventStore,
  stream: string,
  range: { readonly from: Position; readonly to: Position },
  leftOut: ReadonlySet<number>,
): AsyncGenerator<RecordedEvent> {
  for (const event of await followedStream(log, stream, range)) if (!leftOut.has(event.revision)) yield event;
}
