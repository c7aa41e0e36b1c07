import { html } from '../../frame/html.ts';
import type { Screen } from '../../frame/screen.ts';
import type { SealedCookie } from '../../session/sealed-cookie.ts';
import type { HeldReports } from './held.ts';
import { intakeForm } from './intake.ts';
import { supportForm } from './nearby.ts';
import { noticePage } from './notice.ts';
import { openForm } from './open.ts';
import { giveUpPages, newLinkPages } from './own-link.ts';
import { type Reporting, reportForm, reportPhotos } from './report-form.ts';
import { sentPage } from './sent.ts';
import { citizenWords } from './words.ts';

export interface CitizenOptions extends Reporting {
  /** What an operator just took down, until its page was looked at. */
  readonly taken: SealedCookie;
  /** Links that were just made, until their page was looked at. */
  readonly made: SealedCookie;
  readonly held: HeldReports;
}

/** What citizens do here, and what an operator does for a caller. */
export const citizenScreen = (options: CitizenOptions): Screen => {
  const { en, vi } = citizenWords;
  const { notice, sent, taken, made, held } = options;
  return {
    menu: [
      {
        path: '/report',
        permission: ['citizen'],
        isForNobody: true,
        group: 'work',
        isTop: true,
        label: { en: en.report, vi: vi.report },
      },
      {
        path: '/intake',
        permission: ['operator'],
        group: 'work',
        isTop: true,
        label: { en: en.intakeMenu, vi: vi.intakeMenu },
      },
    ],
    add: (frame) => {
      frame.form(reportForm(frame, options));
      if (frame.evidence !== undefined) reportPhotos(frame, options);
      frame.page('/report/sent', 'public', sentPage(sent, { isSubmission: true }));
      frame.form(intakeForm(frame, { ...options, sent: taken }));
      frame.page('/intake/sent', ['operator'], sentPage(taken, { isSubmission: true }));
      frame.page('/privacy', 'public', async (visit) => noticePage(visit, notice));
      frame.form(openForm(frame, held));
      frame.form(supportForm(frame));
      frame.page('/nearby/supported', ['citizen'], async ({ language }) => {
        const { supported } = citizenWords[language];
        return { title: supported, main: html`<h1>${supported}</h1>` };
      });
      newLinkPages(frame, made);
    },
  };
};

/** The pages of a report that a device has by a link, beside those of any case. */
export const heldScreen = ({ held, made }: Pick<CitizenOptions, 'held' | 'made'>): Screen => ({
  menu: [],
  add: (frame) => {
    newLinkPages(frame, made);
    giveUpPages(frame, held.cookieOfRequest);
  },
});
