import { vietnamCalendar } from '@phananh/core/calendar';
import { type InputIssue, InvalidWorkflow } from '@phananh/core/engine';
import { type AnyHostedWorkflow, besideEachOther } from '@phananh/core/read-models';
import { lifecycleWorkflows } from '@phananh/core/reports';
import BetterSqlite from 'better-sqlite3';
import { machineTables } from '../building/schema.ts';
import { declaredSource } from '../declared/source.ts';
import { otherStreams } from '../parked/other-streams.ts';
import { reportSources } from '../report/report-sources.ts';

/** What is parked under these names is of no projection: timers have a table of their own, and a deleted stream is none's. */
const otherNames = ['timers', 'all'] as const;

/**
 * Workflows that can stand beside reports and each other, in one file of read models too. Nothing is opened for it.
 *
 * @throws InvalidWorkflow of core where two have one name, or of their projections, tables or lists, and for tables and indexes that such a
 *   file cannot have beside its own
 */
export const besideReports = (
  workflows: readonly AnyHostedWorkflow[],
): ReturnType<typeof besideEachOther<AnyHostedWorkflow>> => {
  if (workflows.length === 0) return workflows;
  // What their tables are called follows from neither.
  const own = [...reportSources(vietnamCalendar(), undefined), otherStreams([], [])];
  const others = besideEachOther(workflows, {
    workflows: lifecycleWorkflows.map(({ name }) => name),
    projections: [...own.map(({ name }) => name), ...otherNames],
  });
  const file = new BetterSqlite(':memory:');
  try {
    file.exec([machineTables, ...own.flatMap(({ tables, indexes }) => [tables, indexes])].join('\n'));
    for (const hosted of others) {
      const issues = hosted.projections.flatMap((declared) => {
        const { name, tables, indexes } = declaredSource(declared, hosted);
        return issuesOfSql(file, `/projections/${name}`, `${tables}\n${indexes}`);
      });
      if (issues.length > 0) throw new InvalidWorkflow(hosted.workflow.name, issues);
    }
  } finally {
    file.close();
  }
  return others;
};

/** What SQLite says of it is what it would say when the file is made. */
const issuesOfSql = (file: BetterSqlite.Database, pointer: string, sql: string): readonly InputIssue[] => {
  try {
    file.exec(sql);
    return [];
  } catch (error) {
    if (!(error instanceof BetterSqlite.SqliteError)) throw error;
    return [{ pointer, message: `has what a file of read models cannot keep: ${error.message}` }];
  }
};
