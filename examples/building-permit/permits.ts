// #region imports
import { isErased } from '@phananh/core/engine';
import { column, list, projection, table } from '@phananh/core/read-models';
import { applyClockChanges } from '@phananh/core/sla';
import { permitWorkflow } from './permit.ts';
import { permitPolicy } from './policy.ts';
// #endregion imports

// #region projection
/** Permits as the office works on them. */
export const permitList = projection({
  name: 'permits',
  version: 3,
  reads: permitWorkflow,
  tables: {
    permits: table(
      {
        permitId: column.id('Id of the permit.'),
        phase: column.oneOf(['applied', 'scheduled', 'inspected', 'granted', 'refused'], 'Where it stands.'),
        parcel: column.text('Where.'),
        plans: column.text('What.').shownAs('parcel'),
        applicant: column.personal('Who wants to build.'),
        phone: column.personal('Where they are called.'),
        inspector: column.text('Who looks at it.').nullable(),
        appliedAt: column.instant('When it was applied for.').shownAs('phase'),
        decision: column.clock('From the application to the decision.').shownAs('dueDay').nullable(),
        decidedOn: column.day('The day of the decision.').shownAs('phase').nullable(),
      },
      {
        meaning: 'Building permits',
        indexes: [['phase', 'appliedAt']],
        search: ['parcel', 'plans', 'applicant'],
        months: { decidedOn: ['phase'] },
      },
    ),
  },
  apply: (event, { permits }) => {
    switch (event.type) {
      case 'applied-for': {
        const [decision = null] = applyClockChanges([], event.data.clocks);
        const { id: permitId, at: appliedAt, actor } = event;
        const { parcel, plans, phone = null } = event.data;
        return permits.insert({
          permitId,
          phase: 'applied',
          parcel,
          plans,
          applicant: actor.id,
          phone: isErased(phone) ? null : phone,
          appliedAt,
          decision,
        });
      }
      case 'inspection-scheduled':
        return permits.update(event.id, { phase: 'scheduled', inspector: event.data.inspector });
      case 'inspected':
        return permits.update(event.id, { phase: 'inspected' });
      case 'granted':
      case 'refused': {
        const before = permits.find(event.id)?.decision;
        const [decision = null] = applyClockChanges(before == null ? [] : [before], event.data.clocks);
        const decidedOn = permitPolicy.calendar.dayOf(event.at);
        return permits.update(event.id, { phase: event.type, decision, decidedOn });
      }
    }
  },
});

/** The worklist: the office sees every permit, applicants theirs. */
export const openPermits = list({
  of: permitList.tables.permits,
  workflow: permitWorkflow,
  filters: ['phase', 'parcel', 'applicant', 'appliedAt', 'decision', 'decidedOn'],
  sorts: ['appliedAt', 'decision'],
  counts: ['phase', 'decision'],
  months: ['decidedOn'],
  search: ['parcel', 'plans', 'applicant'],
  by: { clerk: 'all', inspector: 'all', applicant: 'own' },
  as: { clerk: 'office', inspector: 'office' },
  own: 'applicant',
});
// #endregion projection
