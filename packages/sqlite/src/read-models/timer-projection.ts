import { idInStream, type Timer, type TimerRules } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import type { Projection } from './case-projection.ts';

/** The timers of one workflow, with what they are computed from. */
export interface TimerSource<Facts = unknown> {
  readonly workflow: string;
  readonly evolve: TimerRules<Facts, never>['evolve'];
  readonly pending: (facts: Facts) => readonly Timer[];
  /** Tells the rules and the calendars: when it is another, what is pending is computed again from the facts. */
  readonly fingerprint: string;
}

interface StoredSubject {
  readonly id: string;
  readonly revision: number;
  readonly facts: string;
}

/** Events → rows of `timers`: what is pending for each subject, and when. */
export const timerProjection = (database: Database, source: TimerSource): Projection => {
  const { workflow, fingerprint } = source;
  const find = database.prepare<[string, string], StoredSubject>(
    'SELECT id, revision, facts FROM timer_subjects WHERE workflow = ? AND id = ?',
  );
  const put = database.prepare(
    'INSERT OR REPLACE INTO timer_subjects (workflow, id, revision, facts) VALUES (?, ?, ?, ?)',
  );
  const forget = database.prepare('DELETE FROM timer_subjects WHERE workflow = ? AND id = ?');
  const clear = database.prepare('DELETE FROM timers WHERE workflow = ? AND id = ?');
  const add = database.prepare(
    'INSERT INTO timers (workflow, id, key, at, command, input, revision) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const index = (id: string, revision: number, facts: unknown): void => {
    clear.run(workflow, id);
    if (facts === undefined) return;
    for (const { key, at, command, input } of source.pending(facts))
      add.run(workflow, id, key, at, command, JSON.stringify(input), revision);
  };

  const recompute = database.transaction(() => {
    const known = database
      .prepare<[string], string>('SELECT fingerprint FROM timer_rules WHERE workflow = ?')
      .pluck()
      .get(workflow);
    if (known === fingerprint) return;
    const all = database
      .prepare<[string], StoredSubject>('SELECT id, revision, facts FROM timer_subjects WHERE workflow = ?')
      .all(workflow);
    for (const { id, revision, facts } of all) index(id, revision, JSON.parse(facts));
    database
      .prepare('INSERT OR REPLACE INTO timer_rules (workflow, fingerprint) VALUES (?, ?)')
      .run(workflow, fingerprint);
  });
  recompute();

  const stored = (id: string, revision: number) => {
    const row = revision === 0 ? undefined : find.get(workflow, id);
    return row && { revision: row.revision, facts: JSON.parse(row.facts) as unknown };
  };

  return {
    name: `timers:${workflow}`,
    apply: (events) => {
      const touched = new Map<string, { readonly revision: number; readonly facts: unknown }>();
      for (const event of events) {
        const id = idInStream({ name: workflow }, event.stream);
        if (id === undefined) continue;
        const known = touched.get(id) ?? stored(id, event.revision);
        const facts = source.evolve(known?.facts, event);
        // Most events of an old log are of subjects that nothing can become due of any more.
        if (known === undefined && facts === undefined) continue;
        touched.set(id, { revision: event.revision, facts });
      }
      for (const [id, { revision, facts }] of touched) {
        if (facts === undefined) forget.run(workflow, id);
        else put.run(workflow, id, revision, JSON.stringify(facts));
        index(id, revision, facts);
      }
    },
  };
};
