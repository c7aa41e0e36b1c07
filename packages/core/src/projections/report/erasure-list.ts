import { erasureWorkflow } from '../../report/index.ts';
import { list } from '../list.ts';
import { projection } from '../projection.ts';
import { column } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

/** Which erasures there are, what each destroyed, and how far it is. */

export const erasureList = projection({
  name: 'erasures',
  version: 2,
  reads: erasureWorkflow,
  tables: {
    erasures: table(
      {
        erasureId: column.id('Id, which follows from whose it is.'),
        phase: column.oneOf(['ordered', 'done'], 'Whether it is carried out.'),
        person: column.text('Whose data it is.'),
        orderedAt: column.instant('When it was ordered.'),
        orderedBy: column.text('By whom.'),
        keysDestroyedAt: column.instant('Since when nothing can be read any more.').nullable(),
        keys: column.integer('How many keys were destroyed.').nullable(),
        inClear: column.integer('Events from before the log was encrypted.').nullable(),
        scrubbed: column.integer('Subjects of other workflows that read models forgot.'),
        retention: column
          .oneOf(['contact', 'everything'], 'What goes because the term of a report was over.')
          .nullable(),
        waitsFor: column.text('The request about personal data that it waits for.').nullable(),
        valueKeys: column.integer('Values whose own key was destroyed.').nullable(),
        shared: column.integer('Values that stand encrypted under a key that opens others too.').nullable(),
        reports: column.integer('In how many reports something was.').nullable(),
        doneAt: column.instant('When it was carried out.').nullable(),
      },
      { meaning: 'Erasures of persons', indexes: [['phase', 'orderedAt']] },
    ),
  },
  apply: ({ type, id, at, actor, data }, { erasures }) => {
    switch (type) {
      case 'ordered':
        return erasures.insert({
          erasureId: id,
          phase: 'ordered',
          person: data.person,
          orderedAt: at,
          orderedBy: actor.id,
          scrubbed: 0,
          retention: data.retention?.erases ?? null,
        });
      case 'joined':
        return;
      case 'waits':
        return erasures.update(id, { waitsFor: data.request });
      case 'tried-again':
        return erasures.update(id, { waitsFor: null });
      case 'keys-destroyed': {
        const { keys, inClear, valueKeys = null, shared = null } = data;
        return erasures.update(id, { keysDestroyedAt: at, keys, inClear, valueKeys, shared });
      }
      case 'scrubbed':
        return erasures.update(id, {
          scrubbed: (erasures.find(id)?.scrubbed ?? 0) + data.streams.length,
        });
      case 'done':
        return erasures.update(id, { phase: 'done', doneAt: at, reports: data.reports });
    }
  },
});

export const everyErasure = list({
  of: erasureList.tables.erasures,
  workflow: erasureWorkflow,
  filters: ['phase', 'person', 'retention', 'orderedAt', 'doneAt'],
  sorts: ['orderedAt', 'doneAt'],
  counts: ['phase', 'retention'],
  by: { admin: 'all', auditor: 'all' },
  as: { admin: 'office', auditor: 'office' },
});
