import { policyOfLog, policyOfLogMessage } from '@phananh/core/reports';
import { html } from '../../frame/html.ts';
import { jsonText, marked } from '../../frame/look.ts';
import type { Frame, Page, Visit } from '../../frame/screen.ts';
import { dayText, momentText } from '../../words/time.ts';
import { policyTerms } from './policy-terms.ts';
import { operationsWords } from './words.ts';

/** The policy and the calendars in force: what `GET /v1/policy` answers. */
export const policyPage = async ({ reports }: Frame, visit: Visit): Promise<Page> => {
  const { base, language } = visit;
  const words = operationsWords[language];
  const weekdays: { readonly [day: string]: string } = words.weekdays;
  const { policy, calendars, adopted } = policyOfLogMessage(await policyOfLog(reports.store));
  return {
    title: words.policy,
    under: '/operations',
    isWide: true,
    main: html`
      <h1>${words.policy}</h1>
      <p>${marked(words.policyLead)}</p>
      <dl class="data panel">
        <div><dt>${words.name}</dt><dd>${policy.name}</dd></div>
        <div><dt>${words.adopted}</dt><dd>${adopted === null ? words.first : `${momentText(adopted.at, language)}, ${words.by(adopted.by)}`}</dd></div>
        ${adopted?.reason == null ? null : html`<div><dt>${words.reason}</dt><dd>${adopted.reason}</dd></div>`}
      </dl>
      <p><a class="button" href=${`${base}/policy/preview`}>${words.preview}</a></p>
      ${policyTerms(visit, policy)}
      <details><summary>${words.all}</summary><pre class="typed" tabindex="0">${jsonText(policy, 2)}</pre></details>
      ${calendars.map(
        ({ country, compiledOn, confirmedWindow, weeklyRestDays, daysOff }) => html`
        <section aria-labelledby=${`calendar-${country}-${compiledOn}`}>
          <h2 id=${`calendar-${country}-${compiledOn}`}>${words.calendar} ${country} <span class="fine">${compiledOn}</span></h2>
          <dl class="data panel">
            <div><dt>${words.confirmed}</dt><dd>${dayText(confirmedWindow.from, language)} – ${dayText(confirmedWindow.to, language)}</dd></div>
            <div><dt>${words.restDays}</dt><dd>${weeklyRestDays.map((day) => weekdays[String(day)] ?? String(day)).join(', ')}</dd></div>
            <div><dt>${words.daysOff}</dt><dd>${String(daysOff.length)}</dd></div>
          </dl>
          <details><summary>${words.all}</summary><pre class="typed" tabindex="0">${jsonText(daysOff, 2)}</pre></details>
        </section>`,
      )}
    `,
  };
};
