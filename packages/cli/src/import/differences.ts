import type { RecordedEvent } from '@phananh/core';
import { isErased, isList, type JsonObject, type JsonValue } from '@phananh/core/engine';
import type { SourceStep } from './map/compile-map.ts';

/**
 * What a row says otherwise than what was imported of its case before, each with its place: `resolve: when 2015-01-12T15:00:00.000Z, now
 * 2015-01-13T15:00:00.000Z`. Words that a citizen may have written are named and not said.
 */
export const differences = (
  recorded: readonly RecordedEvent[],
  steps: readonly SourceStep[],
): readonly string[] => {
  const stepOf = new Map(steps.map((step) => [step.commandId, step]));
  const found: string[] = [];
  for (const { data, metadata } of recorded) {
    const step = stepOf.get(metadata.commandId);
    // The events that follow of the same command say nothing of the row.
    stepOf.delete(metadata.commandId);
    if (step === undefined) continue;
    const { command, occurredAt, input } = step;
    if (occurredAt !== undefined && occurredAt !== metadata.occurredAt)
      found.push(`${command}: when ${metadata.occurredAt}, now ${occurredAt}`);
    found.push(...differing(data, input, command, ''));
  }
  return found;
};

/** Fields of citizens, and the place of a report. */
const isUnsaid = (path: string): boolean => /^(?:text|contact|location)\b/.test(path);

const differing = (
  before: JsonObject,
  now: JsonObject,
  command: string,
  prefix: string,
): readonly string[] => {
  const names = new Set([...Object.keys(now), ...(prefix === '' ? [] : Object.keys(before))]);
  return [...names].flatMap((name) => {
    const path = `${prefix}${name}`;
    const [was, is] = [before[name], now[name]];
    // What is left of it to compare, the events say.
    if (isErased(was)) return [];
    if (isObject(was) && isObject(is)) return differing(was, is, command, `${path}.`);
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [isUnsaid(path) ? `${command}: ${path}` : `${command}: ${path} ${words(was)}, now ${words(is)}`];
  });
};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);

const longestWords = 80;

const words = (value: JsonValue | undefined): string => {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestWords ? `${text.slice(0, longestWords)}…` : text;
};
