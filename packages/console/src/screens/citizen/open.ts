import { randomUUID } from 'node:crypto';
import { Refused } from '@phananh/core/engine';
import { openLink } from '@phananh/http/pages';
import { refusedNote, waitOf } from '../../forms/refused.ts';
import { html } from '../../frame/html.ts';
import type { Form, Frame } from '../../frame/screen.ts';
import type { HeldReports } from './held.ts';
import { type CitizenWords, citizenWords } from './words.ts';

/** Opens a report by its one-time link: a page first, because programs of messengers look at every address that is sent. */
export const openForm = (frame: Frame, held: HeldReports): Form => ({
  path: '/open',
  permission: 'public',
  counted: 'code',
  show: async (visit, { values, problem }) => {
    const { language, base, session } = visit;
    const words = citizenWords[language];
    const field = (name: 'code' | 'link', label: string, most: number) =>
      html`<div class="field"><label for=${`i-${name}`}>${label}</label><input id=${`i-${name}`} name=${name} value=${values.get(name) ?? ''} maxlength=${most} required autocomplete="off" autocapitalize="characters" spellcheck="false" aria-invalid=${problem === undefined ? undefined : 'true'} aria-describedby=${problem === undefined ? undefined : 'refused'} /></div>`;
    return {
      title: words.open,
      main: html`
        <h1>${words.open}</h1>
        <p>${words.openLead}</p>
        <form method="post" action=${`${base}/open`} class="command">
          ${session === undefined ? null : html`<input type="hidden" name="_token" value=${session.token} />`}
          ${problem === undefined ? null : refusedNote(html`<strong>${problem.title}</strong>${waitOf(visit, problem) ?? html`<p>${whyIn(words, problem.code)}</p>`}`)}
          ${field('code', words.code, 40)} ${field('link', words.linkCode, 60)}
          <p class="actions"><button>${words.openDo}</button> <a class="button second" href=${`${base}/track`}>${words.track}</a></p>
        </form>
      `,
    };
  },
  act: async ({ request, language }, values, reply) => {
    const trackingCode = values.get('code')?.trim() ?? '';
    const link = values.get('link')?.trim() ?? '';
    if (trackingCode === '' || link === '')
      throw new Refused('link-unknown', citizenWords[language].openMissing);
    const opened = await openLink(request, frame, { trackingCode, link });
    const now = Date.parse(frame.clock.now());
    await held.cookie(opened.reportId).write(request, reply, {
      way: held.way,
      told: { token: opened.token, until: opened.heldUntil },
      name: trackingCode.slice(0, 20),
      token: randomUUID(),
      startedAt: now,
      seenAt: now,
    });
    return { goTo: `/held/cases/report/${opened.reportId}` };
  },
});

const whyIn = ({ openWrong }: CitizenWords, code: string): string | null =>
  // Of the table just looked at.
  Object.hasOwn(openWrong, code) ? openWrong[code as keyof typeof openWrong] : null;
