import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  foldOf,
  type Instant,
  type JsonObject,
  type RecordedEvent,
  subjectFor,
  type Workflow,
  withCorrections,
} from '../engine/index.ts';
import { demandOfAnyHistory } from '../testing/properties.ts';
import { agencyWorkflow, huePolicy, reportWorkflow } from './index.ts';

/** A stream as it was written, and what the system was shown of it at that moment. */
interface StoredHistory {
  readonly now: Instant;
  readonly events: readonly RecordedEvent[];
  readonly shown: JsonObject;
}

const folder = new URL('../../test/histories/', import.meta.url);
const stored = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const history: StoredHistory = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    return { file, ...history };
  });
const of = (workflow: { readonly name: string }) =>
  stored.filter(({ file }) => file.startsWith(`${workflow.name}-`)).map(({ events }) => events);

describe('a history that was stored', () => {
  it.each(stored)('in $file shows what it showed', ({ file, now, events, shown }) => {
    const [workflow] = [reportWorkflow, agencyWorkflow].filter(({ name }) => file.startsWith(`${name}-`));
    if (workflow === undefined) throw new TypeError(`${file} is of no workflow`);
    // Of any types: it is the file that says which one.
    const any = workflow as unknown as Workflow;
    const fold = foldOf(any);
    for (const event of withCorrections(any, events)) fold.add(event);
    const state = fold.snapshot?.state ?? {};
    const id = events[0]?.stream.slice(workflow.name.length + 1) ?? '';
    expect(subjectFor(any, 'system', { id, state }, { now, policy: huePolicy })).toMatchObject(shown);
  });

  it('of a report has every event that is new or changed since some were stored', () => {
    const types = new Set<string>(of(reportWorkflow).flatMap((events) => events.map(({ type }) => type)));
    const unseen = Object.keys(reportWorkflow.events).filter((type) => !types.has(type));
    // All of them are as they were first: who changes one stores it before, and strikes it out here.
    expect(unseen.sort()).toEqual([
      'absorbed',
      'escalated',
      'information-not-provided',
      'merged',
      'overdue-marked',
      're-dated',
      'recalled',
      'rejected',
      'rejection-shared',
      'reminded',
      'separated',
      'supported',
      'unmerged',
      'withdrawn',
    ]);
  });

  it('of a report lives on', () =>
    demandOfAnyHistory(reportWorkflow, { policy: huePolicy, histories: of(reportWorkflow), runs: 10 }));

  it('of an agency has every event of its life, and lives on', async () => {
    const types = new Set(
      of(agencyWorkflow)
        .flat()
        .map(({ type }) => type),
    );
    expect([...types].sort()).toEqual(Object.keys(agencyWorkflow.events).sort());
    await demandOfAnyHistory(agencyWorkflow, { policy: huePolicy, histories: of(agencyWorkflow), runs: 10 });
  });
});
