import type { OperationsOptions } from '@phananh/http/pages';
import type { Screen } from '../../frame/screen.ts';
import { agenciesPage } from './agencies.ts';
import { orderForm } from './order-form.ts';
import { peoplePage } from './people.ts';
import { policyPage } from './policy.ts';
import { statePage } from './state.ts';
import { operationsWords } from './words.ts';

const admins = ['admin'] as const;
const office = ['operator', 'admin', 'auditor'] as const;
const staff = ['operator', 'admin', 'auditor', 'agency'] as const;

type Named = 'menu' | 'agencies' | 'people';
const label = (name: Named) => ({ en: operationsWords.en[name], vi: operationsWords.vi[name] });

/** What a host is run by: how it does, what is parked, policy, agencies, people and keys. */
export const operationsScreen = (operations: OperationsOptions | undefined): Screen => ({
  menu: [
    ...(operations === undefined
      ? []
      : [{ path: '/operations', permission: admins, group: 'operations' as const, label: label('menu') }]),
    { path: '/agencies', permission: office, group: 'people', label: label('agencies') },
    { path: '/people', permission: staff, group: 'people', label: label('people') },
  ],
  add: (frame) => {
    frame.page('/agencies', office, (visit) => agenciesPage(frame, visit));
    frame.page('/people', staff, (visit) => peoplePage(frame, visit));
    frame.page('/policy', admins, (visit) => policyPage(frame, visit));
    if (operations === undefined) return;
    frame.page('/operations', admins, (visit) => statePage(visit, operations));
    frame.form(orderForm(admins, operations));
  },
});
