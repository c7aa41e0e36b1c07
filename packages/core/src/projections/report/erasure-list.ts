import { erasureWorkflow } from '../../report/index.ts';
import { list } from '../list.ts';
import { projection } from '../projection.ts';
import { column } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

/** Which erasures there are, what each destroyed, and how far it is. */

export const erasureList = projection({
  name: 'erasures',
  version: 1,
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
        });
      case 'joined':
        return;
      case 'keys-destroyed':
        return erasures.update(id, { keysDestroyedAt: at, keys: data.keys, inClear: data.inClear });
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
  filters: ['phase', 'person', 'orderedAt', 'doneAt'],
  sorts: ['orderedAt', 'doneAt'],
  counts: ['phase'],
  by: { admin: 'all', auditor: 'all' },
  as: { admin: 'office', auditor: 'office' },
});
