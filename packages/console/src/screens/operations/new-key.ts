import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@phananh/core';
import { reportActorKinds } from '@phananh/core/reports';
import { jsonSchemaOf } from '@phananh/http/pages';
import { z } from 'zod';
import { handlerOf } from '../../cases/found.ts';
import { type Field, fieldsOf } from '../../forms/fields.ts';
import { formOf } from '../../forms/form.ts';
import { inputOf } from '../../forms/input.ts';
import { toCopy } from '../../forms/to-copy.ts';
import { html } from '../../frame/html.ts';
import { marked } from '../../frame/look.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { SealedCookie } from '../../session/sealed-cookie.ts';
import { kindName } from '../../words/kinds.ts';
import { operationsWords } from './words.ts';

/** A key of a machine: made with its form, shown once. */

/** What a host makes keys with: `newApiKey` of `@phananh/identity`. */
export type NewKey = () => { readonly apiKeyId: string; readonly digest: string; readonly text: string };

/** Where a new key is shown, which its cookie is kept for. */
export const keyMadePath = '/people/keys/made';

const shownMilliseconds = 600_000;
const Made = z.object({ apiKeyId: z.string(), text: z.string() });
const admins = ['admin'] as const;

/** Not typed: they come with the form, and its text is never sent again but to use it. */
const ofKey: ReadonlySet<string> = new Set(['apiKeyId', 'digest']);

export const newKeyPages = (frame: Frame, newKey: NewKey, made: SealedCookie): void => {
  const handler = () => handlerOf(frame, 'apiKey');
  const fields = (): readonly Field[] => {
    const command = handler().workflow.commands.create;
    return command === undefined
      ? []
      : fieldsOf(jsonSchemaOf(command.input, 'input')).filter(({ name }) => !ofKey.has(name));
  };
  frame.form({
    path: '/people/keys/new',
    permission: admins,
    show: async (visit, filled) => {
      const { base, language } = visit;
      const words = operationsWords[language];
      const typed = filled.values;
      const isBegun = typed.has('_text') && filled.problem?.code !== 'idempotency-conflict';
      const key = isBegun ? keyIn(typed) : { ...newKey(), attempt: randomUUID() };
      return {
        title: words.newKey,
        under: '/people',
        main: html`
          <p class="no-print"><a href=${`${base}/people`}>← ${words.people}</a></p>
          <h1>${words.newKey}</h1>
          <p>${words.newKeyLead}</p>
          ${formOf(
            { ...visit, workflow: 'apiKey' },
            {
              fields: fields(),
              filled,
              action: `${base}/people/keys/new`,
              hidden: { _id: key.apiKeyId, _digest: key.digest, _text: key.text, _key: key.attempt },
              does: words.newKeyDo,
              choicesOf: ({ name }) => choicesOf(frame, visit, name),
              cancel: html`<a class="button second" href=${`${base}/people`}>${words.cancel}</a>`,
            },
          )}
          <p class="fine">${marked(words.newKeyHelp)}</p>
        `,
      };
    },
    act: async (visit, values, reply) => {
      const { actor, request } = visit;
      if (actor === undefined) throw new TypeError('a key is made by somebody');
      const { apiKeyId, digest, text, attempt } = keyIn(values);
      const input: JsonObject = {
        ...inputOf(fields(), values),
        commands: inputOf(fields(), values).commands ?? [],
        // A box that is not ticked is not sent.
        reads: values.get('reads') === 'true',
        apiKeyId,
        digest,
      };
      await handler().create('create', input, {
        actor,
        correlationId: request.id,
        idempotencyKey: attempt,
      });
      await made.keepBegun(request, reply, { apiKeyId, text }, shownMilliseconds);
      return { goTo: keyMadePath };
    },
  });
  frame.page(keyMadePath, admins, async (visit, reply) => {
    const { base, language, request } = visit;
    const words = operationsWords[language];
    const { data } = Made.safeParse(await made.takeBegun(request, reply));
    const onward = html`<p class="actions"><a class="button second" href=${`${base}/work/api-keys`}>${words.allKeys}</a></p>`;
    if (data === undefined)
      return {
        title: words.keyGone,
        under: '/people',
        status: 404,
        main: html`<h1>${words.keyGone}</h1><p>${words.keyGoneHelp}</p>${onward}`,
      };
    return {
      title: words.keyMade,
      under: '/people',
      main: html`
        <h1>${words.keyMade}</h1>
        <p class="note warn" role="status">${words.keyOnce}</p>
        <section class="card once" aria-labelledby="key"><h2 id="key">${words.key}</h2>
          <p class="secret"><code>${data.text}</code></p>
          ${toCopy(visit, words.keyToCopy, data.text)}
          <p class="fine">${words.keyNumber} <a href=${`${base}/cases/apiKey/${data.apiKeyId}`}>${data.apiKeyId}</a></p></section>
        ${onward}
      `,
    };
  });
};

const keyIn = (values: URLSearchParams) => ({
  apiKeyId: values.get('_id') ?? '',
  digest: values.get('_digest') ?? '',
  text: values.get('_text') ?? '',
  attempt: values.get('_key') ?? '',
});

const choicesOf = ({ readModels }: Frame, { language }: Visit, field: string) => {
  if (field === 'kind')
    return Object.keys(reportActorKinds)
      .filter((kind) => kind !== 'system')
      .map((kind) => ({ value: kind, label: kindName(kind, language) }));
  if (field !== 'agencyId') return undefined;
  return readModels.agencies().map(({ agencyId, name }) => ({ value: agencyId, label: name }));
};
