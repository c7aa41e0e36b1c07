import type { FoundCase } from '../../cases/found.ts';
import { fromRequest, quoted, textsOf, withoutPersonal } from '../../cases/kept-texts.ts';
import { html } from '../../frame/html.ts';
import type { Filled, Visit } from '../../frame/screen.ts';
import { type FormShape, unshaped } from './form-shape.ts';
import { caseWords } from './words.ts';

/** The form of `keep-text`: of one text, which stands above it. */
export const keptTextShape = async (visit: Visit, one: FoundCase, { values }: Filled): Promise<FormShape> => {
  const texts = await textsOf(visit, one);
  const wanted = Number(values.get('revision') ?? 0);
  const text = texts.find(({ revision }) => revision === wanted) ?? texts[0];
  if (text === undefined) return unshaped;
  const { language, base } = visit;
  const words = caseWords[language];
  const begin = text.said === null ? undefined : withoutPersonal(text.said);
  const from = values.get(fromRequest);
  const path = `${base}/cases/report/${encodeURIComponent(one.id)}/do/keep-text`;
  const others = texts.filter(({ revision }) => revision !== text.revision);
  const hrefOf = (revision: number): string =>
    `${path}?${new URLSearchParams({ revision: String(revision), ...(from !== null && { [fromRequest]: from }) })}`;
  return {
    ...unshaped,
    main: html`
      <section class="summary" aria-labelledby="written">
        <h2 id="written">${words.keptOriginal}</h2>
        ${quoted(visit, text)}
      </section>
      <div class="note"><p>${words.keptHelp}</p>
        ${begin === undefined || begin.left.length === 0 || text.kept !== null ? null : html`<p>${words.keptLeft}</p><ul>${begin.left.map((found) => html`<li><bdi>${found}</bdi></li>`)}</ul>`}</div>
      ${
        others.length === 0
          ? null
          : html`<details><summary>${words.keptOthers(String(others.length))}</summary><ul class="plain">${others.map((other) => html`<li>${quoted(visit, other)}<p><a href=${hrefOf(other.revision)}>${words.keptThis}</a></p></li>`)}</ul></details>`
      }
    `,
    fields: [...new Set(texts.map(({ field }) => field))],
    isSummed: false,
    leftOut: ['revision'],
    hidden: { revision: String(text.revision), ...(from !== null && { [fromRequest]: from }) },
    initial: { text: text.kept ?? begin?.text ?? '' },
  };
};
