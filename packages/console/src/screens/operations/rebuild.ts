import type { Rebuild } from '@phananh/core/read-models';
import type { OperationsOptions } from '@phananh/http/pages';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { RebuildSaid } from '../../islands/given.ts';
import { countText } from '../../words/numbers.ts';
import { momentText } from '../../words/time.ts';
import { operationsWords } from './words.ts';

/** What computes lists and figures anew from the log: begun here, followed here. */

/** How far it is, told in words and as a bar; without JavaScript by reload. */
export const rebuildSection = ({ base, language }: Visit, rebuild: Rebuild | null): Html => {
  const words = operationsWords[language];
  const said = rebuild === null ? undefined : saidOf(rebuild, language);
  return html`
    <section aria-labelledby="rebuild">
      <h2 id="rebuild">${words.rebuild}</h2>
      <p>${words.rebuildLead}</p>
      ${
        said === undefined
          ? null
          : island(
              'rebuild',
              {
                said,
                address: `${base}/operations/rebuild`,
                words: { reload: words.reload, lost: words.rebuildLost, ended: words.rebuildEnded },
              },
              html`<p id="rebuild-said" role="status">${said.text}</p>
                ${
                  said.isOver
                    ? null
                    : html`<progress aria-labelledby="rebuild-said" max="1" value=${said.share ?? undefined}></progress>
                  <p class="fine"><a href=${`${base}/operations#rebuild`}>${words.reload}</a></p>`
                }`,
            )
      }
      ${said?.isOver === false ? null : html`<p><a class="button second" href=${`${base}/operations/do/rebuild`}>${words.rebuildDo}</a></p>`}
    </section>
  `;
};

/** `GET /operations/rebuild`: the same for the island. */
export const rebuildRoute = (
  frame: Frame,
  permission: readonly string[],
  { operations }: OperationsOptions,
): void =>
  frame.file('/operations/rebuild', permission, async ({ language }, reply) => {
    const rebuild = operations.rebuilding();
    reply.header('cache-control', 'private, no-store');
    return reply.send(
      rebuild === undefined
        ? { text: operationsWords[language].rebuildNever, share: null, isOver: true }
        : saidOf(rebuild, language),
    );
  });

const saidOf = (
  { phase, begunAt, endedAt, position, of, message }: Rebuild,
  language: Visit['language'],
): RebuildSaid => {
  const words = operationsWords[language];
  const since = momentText(begunAt, language);
  const ended = momentText(endedAt ?? begunAt, language);
  const share = position === null || of === null || of === 0 ? null : Math.min(position / of, 1);
  switch (phase) {
    case 'reading': {
      const reached = position === null ? 0 : position;
      const text = words.rebuildReading(
        since,
        countText(reached, language),
        of === null ? undefined : countText(of, language),
      );
      return { text, share, isOver: false };
    }
    case 'finishing':
      return { text: words.rebuildFinishing(since), share: null, isOver: false };
    case 'done':
      return { text: words.rebuildDone(since, ended), share: 1, isOver: true };
    case 'failed':
      return { text: words.rebuildFailed(ended, message ?? ''), share, isOver: true };
  }
};
