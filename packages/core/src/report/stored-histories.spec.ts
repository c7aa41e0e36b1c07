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

  it.each([reportWorkflow, agencyWorkflow])('of a $name has every event of its life', (workflow) => {
    const types = new Set<string>(of(workflow).flatMap((events) => events.map(({ type }) => type)));
    expect([...types].sort()).toEqual(Object.keys(workflow.events).sort());
  });

  it('of a report lives on', () =>
    demandOfAnyHistory(reportWorkflow, { policy: huePolicy, histories: of(reportWorkflow), runs: 10 }));

  it('of an agency lives on', () =>
    demandOfAnyHistory(agencyWorkflow, { policy: huePolicy, histories: of(agencyWorkflow), runs: 10 }));
});
