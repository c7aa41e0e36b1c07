import { NotFound } from '@phananh/core/engine';
import type { Permission } from '@phananh/http';
import { hostOrders, jsonSchemaOf, type OperationsOptions } from '@phananh/http/pages';
import { paramsOf } from '../../cases/found.ts';
import { fieldsOf } from '../../forms/fields.ts';
import { formOf } from '../../forms/form.ts';
import { inputOf } from '../../forms/input.ts';
import { html } from '../../frame/html.ts';
import type { Form, Visit } from '../../frame/screen.ts';
import { operationsWords } from './words.ts';

/** What whoever gives it says; what it is about comes with the link. */
const isTyped = (field: string): boolean => field === 'reason' || field === 'retrySkipped';

const orderOf = (visit: Visit) => {
  const { command: name } = paramsOf(visit);
  const order = hostOrders.find((one) => one.name === name);
  if (order === undefined) throw new NotFound('order', name);
  return { order, fields: fieldsOf(jsonSchemaOf(order.input, 'input')) };
};

/** Says what is about to be done with something that is parked, or with everything, asks why where it is left out, and does it. */
export const orderForm = (permission: Permission, { operations }: OperationsOptions): Form => ({
  path: '/operations/do/:command',
  permission,
  show: async (visit, filled) => {
    const { base, language } = visit;
    const words = operationsWords[language];
    const { order, fields } = orderOf(visit);
    const names: { readonly [order: string]: string } = words.orders;
    const helps: { readonly [order: string]: string } = words.orderHelp;
    const hidden = Object.fromEntries(
      fields.flatMap(({ name }) => {
        const value = filled.values.get(name);
        return isTyped(name) || value === null ? [] : [[name, value]];
      }),
    );
    const title = names[order.name] ?? order.name;
    return {
      title,
      under: '/operations',
      main: html`
        <h1>${title}</h1>
        <p>${helps[order.name] ?? null}</p>
        ${Object.keys(hidden).length === 0 ? null : html`<dl class="data panel">${Object.entries(hidden).map(([name, value]) => html`<div><dt>${name === 'stream' ? words.stream : name === 'projection' ? words.of : words.event}</dt><dd><code>${value}</code></dd></div>`)}</dl>`}
        ${formOf(visit, {
          fields: fields.filter(({ name }) => isTyped(name)),
          filled,
          action: `${base}/operations/do/${order.name}`,
          hidden,
          does:
            order.name === 'rebuild'
              ? words.rebuildDo
              : order.name.startsWith('skip')
                ? words.skip
                : words.retry,
          isGrave: order.name.startsWith('skip'),
          choicesOf: () => undefined,
          cancel: html`<a class="button second" href=${`${base}/operations`}>${words.cancel}</a>`,
        })}
      `,
    };
  },
  act: async (visit, values) => {
    const { order, fields } = orderOf(visit);
    const meant = order.give(operations, inputOf(fields, values));
    const { actor, request } = visit;
    request.log.warn(
      { order: order.name, meant, by: `${actor?.kind} ${actor?.id ?? ''}`.trim() },
      'an order was given to the host',
    );
    return { goTo: `/operations?done=${order.name}${order.name === 'rebuild' ? '#rebuild' : ''}` };
  },
});
