import type { Language } from '@phananh/http/pages';
import { type Html, html } from '../frame/html.ts';
import { caseTableWords } from './words.ts';

const steps = ['submitted', 'verified', 'assigned', 'resolved', 'published'] as const;

/** How far a report is, in the five steps that it usually takes; nothing for one that took another way. */
export const courseOf = (phase: string, language: Language): Html => {
  const words = caseTableWords[language];
  const names: readonly string[] = steps;
  const at = names.indexOf(phase);
  if (at < 0) return null;
  return html`<h3 class="course-title" id="course">${words.steps}</h3>
    <ol class="course">${steps.map(
      (
        step,
        place,
      ) => html`<li class=${place < at || phase === 'published' ? 'done' : place === at ? 'now' : undefined} aria-current=${place === at ? 'step' : undefined}>
        <span>${words.stepNames[step]}</span> <span class="fine">${place < at || phase === 'published' ? words.stepDone : place === at ? words.stepNow : words.stepToCome}</span></li>`,
    )}</ol>`;
};
