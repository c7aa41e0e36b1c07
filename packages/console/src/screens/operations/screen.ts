import type { OperationsOptions } from '@phananh/http/pages';
import type { Screen } from '../../frame/screen.ts';
import type { SealedCookie } from '../../session/sealed-cookie.ts';
import { agenciesPage } from './agencies.ts';
import { type NewKey, newKeyPages } from './new-key.ts';
import { orderForm } from './order-form.ts';
import { peoplePage } from './people.ts';
import { policyPage } from './policy.ts';
import { policyPreview } from './policy-preview.ts';
import { rebuildRoute } from './rebuild.ts';
import { statePage } from './state.ts';
import { timersPage } from './timers.ts';
import { operationsWords } from './words.ts';

const admins = ['admin'] as const;
const office = ['operator', 'admin', 'auditor'] as const;
const staff = ['operator', 'admin', 'auditor', 'agency'] as const;

type Named = 'menu' | 'agencies' | 'people';
const label = (name: Named) => ({ en: operationsWords.en[name], vi: operationsWords.vi[name] });

/** What a host is run by: how it does, what is parked, policy, agencies, people and keys. */
export const operationsScreen = (
  operations: OperationsOptions | undefined,
  keys: { readonly newKey: NewKey; readonly made: SealedCookie } | undefined,
): Screen => ({
  menu: [
    ...(operations === undefined
      ? []
      : [{ path: '/operations', permission: admins, group: 'operations' as const, label: label('menu') }]),
    { path: '/agencies', permission: office, group: 'people', label: label('agencies') },
    { path: '/people', permission: staff, group: 'people', label: label('people') },
  ],
  add: (frame) => {
    frame.page('/agencies', office, (visit) => agenciesPage(frame, visit));
    frame.page('/people', staff, (visit) => peoplePage(frame, visit, keys !== undefined));
    if (keys !== undefined && frame.workflows.some(({ handler }) => handler.workflow.name === 'apiKey'))
      newKeyPages(frame, keys.newKey, keys.made);
    frame.page('/policy', admins, (visit) => policyPage(frame, visit));
    frame.form(policyPreview(frame, admins));
    if (operations === undefined) return;
    frame.page('/operations', admins, (visit) => statePage(frame, visit, operations));
    frame.page('/operations/timers', admins, async (visit) => timersPage(frame, visit, operations));
    rebuildRoute(frame, admins, operations);
    frame.form(orderForm(admins, operations));
  },
});
