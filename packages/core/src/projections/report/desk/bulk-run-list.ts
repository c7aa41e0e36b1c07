import { bulkRunWorkflow } from '../../../report/index.ts';
import { list } from '../../list.ts';
import { projection } from '../../projection.ts';
import { column } from '../../tables/declared-column.ts';
import { table } from '../../tables/declared-table.ts';

/** Runs of one command over many reports, and how far each is. */

export const bulkRunList = projection({
  name: 'bulk-runs',
  version: 1,
  reads: bulkRunWorkflow,
  tables: {
    bulkRuns: table(
      {
        bulkRunId: column.id('Its id.'),
        phase: column.oneOf(['running', 'finished', 'cancelled'], 'Whether a host still gives commands.'),
        command: column.text('What is given to each report.'),
        startedAt: column.instant('When it was started.'),
        starter: column.text('As whom the commands are given.'),
        endedAt: column.instant('When it ended.').nullable(),
        total: column.integer('How many cases it has.'),
        done: column.integer('How many commands were done.'),
        changed: column.integer('How many cases had changed since the preview.'),
        refused: column.integer('How many commands were refused.'),
      },
      { meaning: 'Runs of one command over many reports', indexes: [['phase', 'startedAt'], ['starter']] },
    ),
  },
  apply: ({ type, id, at, actor, data }, { bulkRuns }) => {
    switch (type) {
      case 'started':
        return bulkRuns.insert({
          bulkRunId: id,
          phase: 'running',
          command: data.command,
          startedAt: at,
          starter: actor.id,
          total: data.items.length,
          done: 0,
          changed: 0,
          refused: 0,
        });
      case 'cancelled':
        return bulkRuns.update(id, { phase: 'cancelled', endedAt: at });
      case 'progressed': {
        const run = bulkRuns.find(id);
        if (run === undefined) return;
        const counts = { done: run.done, changed: run.changed, refused: run.refused };
        for (const { outcome } of data.outcomes) counts[outcome] += 1;
        const isDone = counts.done + counts.changed + counts.refused === run.total;
        return bulkRuns.update(id, { ...counts, ...(isDone && { phase: 'finished', endedAt: at }) });
      }
    }
  },
});

export const everyBulkRun = list({
  of: bulkRunList.tables.bulkRuns,
  workflow: bulkRunWorkflow,
  filters: ['phase', 'command', 'starter', 'startedAt'],
  sorts: ['startedAt'],
  counts: ['phase', 'command'],
  by: { operator: 'all', admin: 'all', auditor: 'all', agency: 'own' },
  as: { operator: 'office', admin: 'office', auditor: 'office', agency: 'starter' },
  own: 'starter',
});
