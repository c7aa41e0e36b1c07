import { cannedTextWorkflow, circleOfCannedText } from '../../../report/index.ts';
import { list } from '../../list.ts';
import { projection } from '../../projection.ts';
import { column } from '../../tables/declared-column.ts';
import { table } from '../../tables/declared-table.ts';

/** Phrases for the texts of commands: an agency is offered its own, and those of the centre. */

export const cannedTextList = projection({
  name: 'canned-texts',
  version: 1,
  reads: cannedTextWorkflow,
  tables: {
    cannedTexts: table(
      {
        cannedTextId: column.id('Its id.'),
        name: column.text('What it is called.'),
        command: column.text('The command of reports whose text it is for.'),
        category: column.text('Of reports that it is for; null: all of them.').nullable(),
        agencyId: column.text('The agency that it is of; null: of the centre.').nullable(),
        vi: column.text('In Vietnamese.').nullable(),
        en: column.text('In English.').nullable(),
        changedAt: column.instant('Since when it says this.'),
        offeredTo: column.text('Who is offered it.'),
      },
      { meaning: 'Phrases that are kept for the texts of commands', indexes: [['command']] },
    ),
  },
  apply: ({ type, id, at, actor, data }, { cannedTexts }) => {
    switch (type) {
      case 'written': {
        const { command, name, category = null, vi = null, en = null } = data;
        const agencyId = actor.agencyId ?? null;
        const offeredTo = circleOfCannedText(actor);
        return cannedTexts.insert({
          cannedTextId: id,
          command,
          name,
          category,
          vi,
          en,
          agencyId,
          offeredTo,
          changedAt: at,
        });
      }
      case 'changed': {
        const { name, category = null, vi = null, en = null } = data;
        return cannedTexts.update(id, { name, category, vi, en, changedAt: at });
      }
      case 'removed':
        return cannedTexts.remove(id);
    }
  },
});

export const everyCannedText = list({
  of: cannedTextList.tables.cannedTexts,
  workflow: cannedTextWorkflow,
  filters: ['command', 'category', 'agencyId'],
  sorts: ['name', 'changedAt'],
  by: { operator: 'all', admin: 'all', auditor: 'all', agency: 'shared' },
  as: { operator: 'office', admin: 'office', auditor: 'office', agency: 'office' },
  shared: 'offeredTo',
});
