import type { Actor } from '@phananh/core';
import { listTag, notModified } from '@phananh/http/pages';
import { agencyNames, type FoundCase, findCase } from '../../cases/found.ts';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import { withMarksSeen } from '../../frame/look.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { OpenCase } from '../../islands/given.ts';
import { kindName } from '../../words/kinds.ts';
import { momentText } from '../../words/time.ts';
import type { Look, Looker, Lookers, SeenBefore } from './lookers.ts';
import { caseWords } from './words.ts';

/** Kinds of which others are told that they have a case open: those who work on it. Who only looks on looks on unseen. */
const working: ReadonlySet<string> = new Set(['operator', 'agency', 'admin']);

const keyOf = ({ workflow, id }: Pick<FoundCase, 'workflow' | 'id'>): string => `${workflow} ${id}`;

/** Notes that somebody opens a case. @returns what they had seen of it before */
export const noteOpened = (lookers: Lookers, { actor }: Visit, one: FoundCase): SeenBefore | undefined =>
  actor === undefined ? undefined : lookers.open(keyOf(one), lookerOf(actor), one.view.revision);

const lookerOf = ({ kind, id, agencyId }: Actor): Looker => ({ kind, id, agencyId });

/** Who else has it open. Who they are is told as the history tells who somebody was. */
const openCaseOf = (frame: Frame, lookers: Lookers, visit: Visit, one: FoundCase): OpenCase => {
  const { actor, language } = visit;
  const { revision } = one.view;
  if (actor === undefined || !working.has(actor.kind)) return { revision, others: [] };
  const shown = one.handler.workflow.views[one.found.audience]?.actor ?? [];
  const agencyName = agencyNames(frame);
  const nameOf = ({ who, since }: Look): string =>
    [
      who.agencyId === undefined ? kindName(who.kind, language) : withMarksSeen(agencyName(who.agencyId)),
      ...(shown.includes('id') ? [who.id.length > 20 ? `${who.id.slice(0, 12)}…` : who.id] : []),
      caseWords[language].since(momentText(new Date(since).toISOString(), language)),
    ].join(' ');
  const others = lookers.others(keyOf(one), lookerOf(actor)).filter(({ who }) => working.has(who.kind));
  return { revision, others: others.map(nameOf) };
};

/** A line with who else has the case open; nothing for those who only look on. */
export const presenceLine = (frame: Frame, lookers: Lookers, visit: Visit, one: FoundCase): Html => {
  const { base, language, actor } = visit;
  if (actor === undefined || !working.has(actor.kind)) return null;
  const words = caseWords[language];
  const open = openCaseOf(frame, lookers, visit, one);
  const said = open.others.length === 0 ? words.openAlone : words.openToo(open.others.join('; '));
  return html`<div class="presence no-print">${island(
    'case',
    {
      open,
      address: `${base}/cases/${one.workflow}/${encodeURIComponent(one.id)}/open`,
      validator: listTag(open),
      words: {
        others: words.openToo('{who}'),
        alone: words.openAlone,
        fresh: words.openFresh('{n}'),
        lost: words.openLost,
        ended: words.openEnded,
      },
    },
    html`<p class=${open.others.length === 0 ? 'live' : 'live busy'}>${said}</p>`,
  )}</div>`;
};

/** `GET …/open`: that somebody still has it open, and who else has. Nobody is signed in longer for it. */
export const presenceRoute = (frame: Frame, lookers: Lookers, permission: readonly string[]): void =>
  frame.file('/cases/:workflow/:id/open', permission, async (visit, reply) => {
    const one = await findCase(frame, visit);
    if (visit.actor !== undefined) lookers.stay(keyOf(one), lookerOf(visit.actor));
    const open = openCaseOf(frame, lookers, visit, one);
    return notModified(visit.request, reply, listTag(open)) ? reply : reply.send(open);
  });
