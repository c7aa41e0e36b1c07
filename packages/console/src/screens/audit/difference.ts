import { pastNamed } from '@phananh/core/audit';
import { differenceFor } from '@phananh/http/pages';
import { agencyNames, findCase } from '../../cases/found.ts';
import { labelOf } from '../../cases/told.ts';
import { html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { momentText } from '../../words/time.ts';
import { changesTable } from './changes.ts';
import { compareForm } from './replay.ts';
import { auditWords } from './words.ts';

/** What became different between two revisions, or two moments. */
export const differencePage = async (frame: Frame, visit: Visit): Promise<Page> => {
  const { base, language, request } = visit;
  const words = auditWords[language];
  const one = await findCase(frame, visit);
  const { id, workflow, handler, view } = one;
  const query = queryOf(request);
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const { difference } = await differenceFor(request, handler, id, {
    from: pastNamed(from),
    to: pastNamed(to),
  });
  const here = `${base}/audit/cases/${workflow}/${encodeURIComponent(id)}`;
  const label = words.difference(String(difference?.from.revision), String(difference?.to.revision));
  const sides =
    difference === undefined
      ? []
      : ([
          [words.from, difference.from],
          [words.to, difference.to],
        ] as const);
  return {
    title: `${words.compare}: ${labelOf(view, id)}`,
    under: '/audit',
    isWide: true,
    main: html`
      <div class="split"><h1>${label}</h1><a class="button second" href=${here}>${words.backToReplay}</a></div>
      <div class="case">
        <aside>${compareForm(visit, { last: view.revision, here, from, to })}</aside>
        <div class="rest">
          <dl class="data panel">
            ${sides.map(
              ([side, { revision, asOf }]) =>
                html`<div><dt>${side}</dt><dd>${words.step(String(revision))}, ${words.asOf(momentText(asOf, language))}</dd></div>`,
            )}
          </dl>
          ${changesTable(visit, difference?.changes ?? [], { agencyName: agencyNames(frame), label }) ?? html`<p class="note">${words.noDifference}</p>`}
        </div>
      </div>
    `,
  };
};
