import type { JsonObject } from '@phananh/core';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import type { Visit } from '../../frame/screen.ts';
import { nameHere, nameOf } from '../../words/naming.ts';
import { dayOf, dayText, momentText } from '../../words/time.ts';
import { caseWords } from './words.ts';

/** What one decides on: what was reported, and what the last one said of it. */
export const decidedOnIn = (
  { phase, text, resolution, disputes, awaitingInformation, publication }: JsonObject,
  command: string,
): JsonObject => {
  const question = command === 'provide-information' ? textIn(awaitingInformation, 'question') : undefined;
  const publicText = aboutAnswer.has(command) ? textIn(publication, 'publicText') : undefined;
  const result = phase === 'resolved' ? textIn(resolution, 'result') : undefined;
  const reason =
    phase === 'disputed' && Array.isArray(disputes) ? textIn(disputes.at(-1), 'reason') : undefined;
  return {
    ...(typeof text === 'string' && { text }),
    ...(result !== undefined && { resolution: { result } }),
    ...(reason !== undefined && { disputes: [{ reason }] }),
    ...(question !== undefined && { awaitingInformation: { question } }),
    ...(publicText !== undefined && { publication: { publicText } }),
  };
};

/** What is said of the answer that was published. */
const aboutAnswer: ReadonlySet<string> = new Set(['rate', 'dispute', 'uphold-dispute', 'dismiss-dispute']);

export const summaryOf = (
  { phase, category }: JsonObject,
  { text, resolution, disputes, awaitingInformation, publication }: JsonObject,
  visit: Visit,
): Html => {
  const { language, called, actor } = visit;
  const quoted = (label: string, said: unknown): Html =>
    typeof said !== 'string' || said === ''
      ? null
      : html`<p class="fine">${label}</p><blockquote>${written(said)}</blockquote>`;
  return html`
    <div class="summary">
      <p>${typeof phase === 'string' ? html`<span class="badge plain">${nameHere(visit, 'phases', phase)}</span>` : null} ${typeof category === 'string' ? called('category', category) : null}</p>
      ${quoted(caseWords[language].said, text)}
      ${quoted(nameOf('fields', 'question', language), textIn(awaitingInformation, 'question'))}
      ${quoted(actor?.kind === 'citizen' ? caseWords[language].answer : nameOf('fields', 'publicText', language), textIn(publication, 'publicText'))}
      ${quoted(nameOf('fields', 'result', language), textIn(resolution, 'result'))}
      ${quoted(nameOf('commands', 'dispute', language), textIn(Array.isArray(disputes) ? disputes[0] : undefined, 'reason'))}
    </div>
  `;
};

/** Until when the question is open: an answer that comes later is refused. */
export const answerTerm = ({ awaitingInformation }: JsonObject, { language }: Visit): Html => {
  const { answerBy }: { readonly answerBy?: unknown } = Object(awaitingInformation);
  const { at, day }: { readonly at?: unknown; readonly day?: unknown } = Object(answerBy);
  if (typeof at !== 'string' || typeof day !== 'string') return null;
  const words = caseWords[language];
  // Midnight is the end of a day to people, and not the beginning of the next.
  const end = dayOf(at) === day ? momentText(at, language) : words.endOf(dayText(day, language));
  return html`<p class="note">${words.answerTerm(end)}</p>`;
};

const textIn = (part: unknown, key: string): string | undefined => {
  if (typeof part !== 'object' || part === null) return undefined;
  const value: unknown = Reflect.get(part, key);
  return typeof value === 'string' ? value : undefined;
};
