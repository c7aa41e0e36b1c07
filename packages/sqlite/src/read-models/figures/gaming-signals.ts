import {
  type GamingSignalName,
  gamingSignals,
  type SignalPage,
  type SignalQuery,
  type SignalRow,
  type Wanted,
} from '@phananh/core/read-models';
import { boundWanted, isWanted } from '../reading/any-of.ts';
import { fingerprintOf, openCursor, sealCursor } from '../reading/cursor.ts';
import { hasLabel } from '../report/has-label.ts';
import { demandRange } from './moment.ts';
import type { FigureSource } from './source.ts';

type StoredSignal = Omit<SignalRow, 'detail'> & { readonly caseNumber: number; readonly detail: string };
type Bound = { readonly [name: string]: string | number | null };

/** Signals with their cases, the latest first, and how many there are of each. */
export const queryGamingSignals = (
  { database }: Pick<FigureSource, 'database'>,
  { limit = 50, cursor, ...query }: SignalQuery,
): SignalPage => {
  demandRange(query);
  const fingerprint = fingerprintOf(query);
  const { where, bound } = conditionsOf(query);
  const [at = '', caseNumber = '', place = ''] = cursor === undefined ? [] : openCursor(cursor, fingerprint);
  const [revision = '', signal = ''] = place.split(' ');
  const next = '(at, g.case_number, g.revision, signal) < (@at, @caseNumber, @revision, @signal)';
  return database.transaction((): SignalPage => {
    const rows = database
      .prepare<[Bound], StoredSignal>(
        `SELECT signal, at, g.case_number AS caseNumber, g.report_id AS reportId, g.revision, g.agency_id AS agencyId,
           f.category, f.area_code AS areaCode, detail
         FROM gaming_signals g JOIN case_facts f USING (case_number)
         WHERE ${[...where, ...(cursor === undefined ? [] : [next])].join(' AND ')}
         ORDER BY at DESC, g.case_number DESC, g.revision DESC, signal DESC LIMIT @limit`,
      )
      .all({
        ...bound,
        ...(cursor !== undefined && {
          at,
          caseNumber: Number(caseNumber),
          revision: Number(revision),
          signal,
        }),
        limit: limit + 1,
      });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      counts: countsOf(
        database
          .prepare<[Bound], SignalCount>(
            `SELECT signal, count(*) AS signals, count(DISTINCT g.case_number) AS cases
             FROM gaming_signals g JOIN case_facts f USING (case_number) WHERE ${where.join(' AND ')} GROUP BY signal`,
          )
          .all(bound),
      ),
      signals: page.map(({ caseNumber: _, detail, ...row }) => ({ ...row, detail: JSON.parse(detail) })),
      ...(rows.length > limit &&
        last && {
          nextCursor: sealCursor(fingerprint, [
            last.at,
            String(last.caseNumber),
            `${last.revision} ${last.signal}`,
          ]),
        }),
    };
  })();
};

interface SignalCount {
  readonly signal: GamingSignalName;
  readonly signals: number;
  readonly cases: number;
}

const countsOf = (rows: readonly SignalCount[]): SignalPage['counts'] => {
  const known = new Map(rows.map(({ signal, signals, cases }) => [signal, { signals, cases }]));
  // One count for each name.
  return Object.fromEntries(
    // Every signal of the table, and no other: `fromEntries` cannot say so.
    (Object.keys(gamingSignals) as GamingSignalName[]).map((name) => [
      name,
      known.get(name) ?? { signals: 0, cases: 0 },
    ]),
  ) as SignalPage['counts'];
};

const conditionsOf = ({ from, to, signal, agencyId, category, label, areaCode }: SignalQuery) => {
  const where = ['at >= @from', 'at < @to'];
  const bound: { [name: string]: string | number | null } = { from: from ?? '', to: to ?? '~' };
  const is = (column: string, name: string, value: Wanted | undefined): void => {
    if (value === undefined) return;
    where.push(isWanted(column, name, value));
    bound[name] = boundWanted(value);
  };
  is('g.agency_id', 'agency', agencyId);
  is('f.category', 'category', category);
  is('f.area_code', 'area', areaCode);
  if (label !== undefined) {
    where.push(hasLabel('g.case_number', 'label', label));
    bound.label = boundWanted(label);
  }
  if (signal !== undefined) {
    where.push('signal IN (SELECT value FROM json_each(@signals))');
    bound.signals = JSON.stringify(signal);
  }
  return { where, bound };
};
