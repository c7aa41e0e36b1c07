import { requestWorkflow } from '../../report/index.ts';
import { applyClockChanges } from '../../sla/index.ts';
import { list } from '../list.ts';
import { projection } from '../projection.ts';
import { column } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

/** What persons ask for about their data: the worklist of who answers. Nothing that they say is in it. */

export const requestList = projection({
  name: 'data-requests',
  version: 1,
  reads: requestWorkflow,
  tables: {
    dataRequests: table(
      {
        dataRequestId: column.id('Its id.'),
        phase: column.oneOf(['asked', 'granted', 'refused', 'fulfilled', 'withdrawn'], 'Where it stands.'),
        kind: column.oneOf(['erasure', 'copy'], 'What is asked for.'),
        person: column.text('Whose data it is.'),
        citizenId: column.text('The actor id of a citizen.').shownAs('person').nullable(),
        askedAt: column.instant('When it was asked.'),
        decidedAt: column.instant('When it was granted or refused.').nullable(),
        fulfilledAt: column.instant('When it was done.').nullable(),
        missed: column.boolean('Whether a term of the law was not kept.'),
        answer: column.clock('Until it is answered.').shownAs('answerDueDay').nullable(),
        fulfilment: column.clock('Until it is done.').shownAs('dueDay').nullable(),
      },
      {
        meaning: 'What persons ask for about their data',
        indexes: [['phase', 'askedAt'], ['citizenId'], ['missed']],
      },
    ),
  },
  apply: ({ type, id, at, data }, { dataRequests }) => {
    if (type === 'deadline-missed') return dataRequests.update(id, { missed: true });
    if (type === 'erasure-waits' || type === 'erased-here' || type === 'processor-done') return;
    const before = dataRequests.find(id);
    const clocks = applyClockChanges(
      [before?.answer, before?.fulfilment].filter((clock) => clock != null),
      data.clocks,
    );
    const moved = {
      answer: clocks.find(({ clock }) => clock === 'answer') ?? null,
      fulfilment: clocks.find(({ clock }) => clock !== 'answer') ?? null,
    };
    switch (type) {
      case 'erasure-asked':
      case 'copy-asked': {
        const { person } = data;
        return dataRequests.insert({
          dataRequestId: id,
          phase: 'asked',
          kind: type === 'erasure-asked' ? 'erasure' : 'copy',
          person,
          citizenId: person.startsWith('citizen:') ? person.slice('citizen:'.length) : null,
          askedAt: at,
          missed: false,
          ...moved,
        });
      }
      case 'granted':
      case 'refused':
        return dataRequests.update(id, { ...moved, phase: type, decidedAt: at });
      case 'extended':
        return dataRequests.update(id, moved);
      case 'fulfilled':
        return dataRequests.update(id, { ...moved, phase: type, fulfilledAt: at });
      case 'withdrawn':
        return dataRequests.update(id, { ...moved, phase: type });
    }
  },
});

export const everyRequest = list({
  of: requestList.tables.dataRequests,
  workflow: requestWorkflow,
  filters: ['phase', 'kind', 'person', 'missed', 'askedAt', 'answer', 'fulfilment'],
  sorts: ['askedAt', 'answer', 'fulfilment'],
  counts: ['phase', 'kind', 'missed', 'answer', 'fulfilment'],
  by: { citizen: 'own', operator: 'all', admin: 'all', auditor: 'all' },
  as: { citizen: 'person', operator: 'office', admin: 'office' },
  own: 'citizenId',
});
