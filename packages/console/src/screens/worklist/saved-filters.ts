import { everySavedFilter } from '@phananh/core/read-models';
import { askFor } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { worklistWords } from './words.ts';

/** Most that are offered beside a list; the rest is in the list of saved filters. */
const most = 30;

const listName = 'saved-filters';

/**
 * The filters of a list that who looks keeps, or that colleagues share, and where the present one is kept. Nothing where the host has no saved filters,
 * or they are not for them.
 */
export const savedFilters = async (
  { workflows, readModels, clock }: Frame,
  { request, actor, base, language }: Visit,
  { list, path, query }: { readonly list: string; readonly path: string; readonly query: URLSearchParams },
): Promise<Html> => {
  const isHosted = workflows.some(({ hosted }) => Object.hasOwn(hosted.lists, listName));
  if (!isHosted || actor === undefined || !Object.hasOwn(everySavedFilter.readers, actor.kind)) return null;
  const words = worklistWords[language];
  const asked = {
    list: listName,
    reader: actor,
    now: clock.now(),
    where: { list: { oneOf: [list] } },
    sort: 'name',
    limit: most,
  };
  const { rows } = await askFor(request, (by) => readModels.list(asked, by));
  const current = query.toString();
  if (rows.length === 0 && current === '') return null;
  const kept = new URLSearchParams(query);
  kept.delete('q');
  const isShort = kept.size < query.size;
  const isKeepable = kept.size > 0 && !rows.some((row) => row.query === kept.toString());
  const keep = new URLSearchParams({ list, query: kept.toString() });
  return html`
    <nav class="saved" aria-label=${words.savedFilters}>
      <p class="fine" aria-hidden="true">${words.savedFilters}</p>
      <ul>
        ${rows.map(
          ({ savedFilterId, name, query: kept, owner }) => html`
            <li>
              <a href=${`${base}${path}${kept === '' ? '' : `?${String(kept)}`}`} aria-current=${kept === current ? 'page' : undefined}>${written(String(name))}</a>
              ${
                owner === actor.id
                  ? html` <a class="quiet" href=${`${base}/cases/savedFilter/${encodeURIComponent(String(savedFilterId))}`} aria-label=${words.changeSaved(String(name))}>✎</a>`
                  : html` <span class="fine">${words.sharedFilter}</span>`
              }
            </li>
          `,
        )}
        ${isKeepable ? html`<li><a class="quiet" href=${`${base}/cases/savedFilter/new/save?${keep}`}>${isShort ? words.saveWithoutWords : words.saveFilter}</a></li>` : null}
        ${isShort ? html`<li class="fine">${words.wordsNotKept}</li>` : null}
      </ul>
    </nav>
  `;
};
