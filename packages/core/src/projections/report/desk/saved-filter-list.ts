import { circleOf } from '../../../engine/index.ts';
import { savedFilterWorkflow } from '../../../report/index.ts';
import { list } from '../../list.ts';
import { projection } from '../../projection.ts';
import { column } from '../../tables/declared-column.ts';
import { table } from '../../tables/declared-table.ts';

/** Filters that are kept: each reader gets their own, and what colleagues share. */

export const savedFilterList = projection({
  name: 'saved-filters',
  version: 1,
  reads: savedFilterWorkflow,
  tables: {
    savedFilters: table(
      {
        savedFilterId: column.id('Its id.'),
        name: column.text('What it is called.'),
        list: column.text('The list that it is of, as the API names it.'),
        query: column.text('What it asks for, as an address has it.'),
        owner: column.text('Who keeps it.'),
        sharedWith: column.text('The colleagues who see it too.').nullable(),
        savedAt: column.instant('Since when it is kept.'),
      },
      { meaning: 'Filters that are kept', indexes: [['owner'], ['sharedWith']] },
    ),
  },
  apply: ({ type, id, at, actor, data }, { savedFilters }) => {
    switch (type) {
      case 'saved': {
        const { shared, ...kept } = data;
        const sharedWith = shared ? circleOf(actor) : null;
        return savedFilters.insert({ savedFilterId: id, ...kept, owner: actor.id, sharedWith, savedAt: at });
      }
      case 'renamed':
        return savedFilters.update(id, data);
      case 'shared':
        return savedFilters.update(id, { sharedWith: circleOf(actor) });
      case 'unshared':
        return savedFilters.update(id, { sharedWith: null });
      case 'removed':
        return savedFilters.remove(id);
    }
  },
});

const colleagues = {
  operator: 'shared',
  agency: 'shared',
  auditor: 'shared',
  analyst: 'shared',
  admin: 'shared',
} as const;

export const everySavedFilter = list({
  of: savedFilterList.tables.savedFilters,
  workflow: savedFilterWorkflow,
  filters: ['list'],
  sorts: ['name', 'savedAt'],
  by: colleagues,
  as: {
    operator: 'colleague',
    agency: 'colleague',
    auditor: 'colleague',
    analyst: 'colleague',
    admin: 'colleague',
  },
  own: 'owner',
  shared: 'sharedWith',
});
