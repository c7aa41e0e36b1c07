import { listTag, notModified } from '@phananh/http/pages';
import { countedText } from '../../cases/counted.ts';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { LiveList } from '../../islands/given.ts';
import { momentText } from '../../words/time.ts';
import { worklistWords } from './words.ts';

/**
 * How long the list is and of when, and whether it has become another one since: that the island asks by the validator of the list, at
 * `/live` below it.
 */
export const liveLine = (
  { language, base, request }: Visit,
  { list, now, path }: { readonly list: LiveList; readonly now: string; readonly path: string },
): Html => {
  const words = worklistWords[language];
  const [, search] = request.url.split('?', 2);
  const { count, isMore } = list;
  const long = count === null ? '' : `${words.cases(countedText({ count, isMore }, language))} · `;
  return island(
    'worklist',
    {
      list,
      address: `${base}${path}/live${search === undefined ? '' : `?${search}`}`,
      validator: listTag(list),
      words: {
        fresh: words.liveFresh('{n}'),
        changed: words.liveChanged('{n}'),
        quiet: words.liveQuiet,
        lost: words.liveLost,
        ended: words.liveEnded,
      },
    },
    html`<p class="live">${`${long}${words.asOf(momentText(now, language))}`}</p>`,
  );
};

/** `GET {path}/live`: the list again, where it is another one. Nobody is signed in longer for it: nobody did anything. */
export const liveRoute = (
  frame: Frame,
  path: string,
  permission: readonly string[],
  ask: (visit: Visit) => Promise<LiveList>,
): void =>
  frame.file(`${path}/live`, permission, async (visit, reply) => {
    const list = await ask(visit);
    return notModified(visit.request, reply, listTag(list)) ? reply : reply.send(list);
  });
