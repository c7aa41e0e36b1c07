import type { JsonValue } from '@phananh/core';
import { type Change, differenceOf } from '@phananh/core/audit';
import { type EventView, findSubject, historyOfSubject, streamOf, type UpTo } from '@phananh/core/engine';
import { personalInChanges } from '@phananh/core/privacy';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { namedValues, shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';

export interface DiffOptions extends CommonOptions {
  readonly from: UpTo;
  readonly to: UpTo;
}

export const run = async (named: string, { from, to, ...options }: DiffOptions): Promise<void> => {
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  try {
    const { handler } = await openReportsOf(store);
    const reader = { actor: commandReader() };
    const difference = await differenceOf(handler, id, { from, to, ...reader });
    const found = await findSubject(handler, id, reader);
    const fields = personalInChanges(handler.workflow, found.audience, difference.changes);
    await tellShown(options, { way: 'phananh diff', of: [streamOf(handler.workflow, id)], fields });
    if (options.json === true) return printJson({ reportId: id, ...difference });
    const { zone } = handler.policy.calendar;
    const shown = shownIn(zone);
    const [older, newer] = [difference.from, difference.to].toSorted((a, b) => a.revision - b.revision);
    const events: EventView[] = [];
    const range = { fromRevision: (older?.revision ?? 0) + 1, toRevision: newer?.revision ?? 0 };
    for await (const event of historyOfSubject(handler, found, range)) events.push(event);
    for (const [side, { revision, asOf }] of [
      ['from', difference.from],
      ['to', difference.to],
    ] as const)
      printLine(`${side.padEnd(4)}  revision ${revision}, as of ${shown(asOf)}`);
    printLine(`\n${changesTable(difference.changes, zone)}`);
    if (events.length === 0) return printLine('\nNothing happened between; what changed, time changed.');
    printLine(
      `\n${table(
        ['rev', 'happened', 'event', 'by'],
        events.map(({ revision, occurredAt, type, actor }) => [
          String(revision),
          shown(occurredAt),
          type,
          `${actor.kind} ${actor.id ?? ''}`.trim(),
        ]),
      )}`,
    );
  } finally {
    await store.close();
  }
};

/** Changes as people read them: the places with dots, counted from 1 as everywhere else. */
export const changesTable = (changes: readonly Change[], zone: string): string => {
  const told = changes.filter(({ from, to }) => !(saysNothing(from) && saysNothing(to)));
  return told.length === 0
    ? 'Nothing changed that an auditor sees.'
    : table(
        ['what', 'from', 'to'],
        told.map(({ pointer, from, to }) => [named(pointer), valueIn(from, zone), valueIn(to, zone)]),
      );
};

/** A field that is there and empty is to people as one that is not there. */
const saysNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const named = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((name) =>
      /^\d+$/.test(name) ? String(Number(name) + 1) : name.replaceAll('~1', '/').replaceAll('~0', '~'),
    )
    .join('.');

const longest = 80;

const valueIn = (value: JsonValue | undefined, zone: string): string => {
  if (value === undefined || value === null) return '–';
  // Under a name of its own, which is taken off again: a list has none.
  const texts = namedValues({ value }, zone).map(([name, text]) =>
    `${name.slice('value.'.length)} ${text}`.trim(),
  );
  const text = texts.join('; ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};
