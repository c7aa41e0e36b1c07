import { column, list, projection, table } from '@phananh/core/read-models';
import { invitationWorkflowWith } from './invitation.ts';
import { officerWorkflow } from './officer.ts';

/** Officers and invitations, as their agencies and the centre see them. */

const roles = ['officer', 'head'] as const;

export const officerList = projection({
  name: 'officers',
  version: 2,
  reads: officerWorkflow,
  tables: {
    officers: table(
      {
        officerId: column.id('Their actor id.'),
        phase: column.oneOf(['active', 'suspended'], 'Whether they may act for the agency.'),
        agencyId: column.text('Of which agency they are.'),
        role: column.oneOf(roles, 'Head or officer.'),
        name: column.personal('What the agency calls them.'),
        registeredAt: column.instant('Since when they are registered.'),
      },
      { meaning: 'Officers of agencies', indexes: [['agencyId']] },
    ),
  },
  apply: (event, { officers }) => {
    const { id, at } = event;
    switch (event.type) {
      case 'registered': {
        const { agencyId, role, name = null } = event.data;
        const entry = { phase: 'active', agencyId, role, name } as const;
        return officers.insert({ officerId: id, ...entry, registeredAt: at });
      }
      case 'suspended':
        return officers.update(id, { phase: 'suspended' });
      case 'restored':
        return officers.update(id, { phase: 'active' });
      case 'moved':
        return officers.update(id, { agencyId: event.data.agencyId, role: event.data.role });
      case 'appointed':
        return officers.update(id, { role: 'head' });
      case 'dismissed':
        return officers.update(id, { role: 'officer' });
    }
  },
});

export const everyOfficer = list({
  of: officerList.tables.officers,
  workflow: officerWorkflow,
  filters: ['phase', 'agencyId', 'role'],
  sorts: ['registeredAt'],
  counts: ['phase', 'agencyId', 'role'],
  by: { admin: 'all', operator: 'all', auditor: 'all', agency: 'agency' },
  as: { admin: 'office', operator: 'office', auditor: 'office' },
  agency: 'agencyId',
});

const invitationWorkflow = invitationWorkflowWith();

export const invitationList = projection({
  name: 'invitations',
  version: 3,
  reads: invitationWorkflow,
  tables: {
    invitations: table(
      {
        invitationId: column.id('The id, which follows from agency and address.'),
        phase: column.oneOf(['open', 'accepted', 'withdrawn'], 'Whether it waits.'),
        agencyId: column.text('Of which agency.'),
        role: column.oneOf(roles, 'As head or officer.'),
        name: column.personal('What the agency calls them.'),
        /** Leaves the house in no file, and no view shows it. */
        addressId: column.personal('Whom it is for.'),
        invitedAt: column.instant('When they were invited, the last time.'),
        expiresAt: column.instant('Until when it can be accepted.'),
      },
      { meaning: 'Invitations to be an officer', indexes: [['agencyId'], ['addressId']] },
    ),
  },
  apply: (event, { invitations }) => {
    const { id, at } = event;
    if (event.type === 'invited') {
      const { name = null, addressId = id, ...entry } = event.data;
      const before = { invitationId: id, phase: 'open', invitedAt: at } as const;
      return invitations.put({ ...before, ...entry, name, addressId });
    }
    return invitations.update(id, { phase: event.type });
  },
});

export const everyInvitation = list({
  of: invitationList.tables.invitations,
  workflow: invitationWorkflow,
  filters: ['phase', 'agencyId', 'addressId'],
  sorts: ['expiresAt', 'invitedAt'],
  by: { admin: 'all', operator: 'all', auditor: 'all', agency: 'agency' },
  as: { admin: 'office', operator: 'office', auditor: 'office' },
  agency: 'agencyId',
});
