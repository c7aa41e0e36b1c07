import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { Command } from 'commander';
import { access } from './commands/access.ts';
import { attach } from './commands/attach.ts';
import { backlog } from './commands/backlog.ts';
import { backup, restore } from './commands/backup.ts';
import { bulk } from './commands/bulk.ts';
import { bundle } from './commands/bundle.ts';
import { calendar } from './commands/calendar.ts';
import { canned } from './commands/canned.ts';
import { config } from './commands/config.ts';
import { copy } from './commands/copy.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { due } from './commands/due.ts';
import { erase } from './commands/erase.ts';
import { explain } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { history } from './commands/history.ts';
import { importCommand } from './commands/import.ts';
import { keys } from './commands/keys.ts';
import { list } from './commands/list.ts';
import { log } from './commands/log.ts';
import { officers } from './commands/officers.ts';
import { parked } from './commands/parked.ts';
import { penalties } from './commands/penalties.ts';
import { policy } from './commands/policy.ts';
import { published } from './commands/published.ts';
import { ranking } from './commands/ranking.ts';
import { rebuild } from './commands/rebuild.ts';
import { redact } from './commands/redact.ts';
import { redactions } from './commands/redactions.ts';
import { redate } from './commands/redate.ts';
import { replay } from './commands/replay.ts';
import { report } from './commands/report.ts';
import { reports } from './commands/reports.ts';
import { requests } from './commands/requests.ts';
import { satisfaction } from './commands/satisfaction.ts';
import { serve } from './commands/serve.ts';
import { signals } from './commands/signals.ts';
import { sla } from './commands/sla.ts';
import { subject } from './commands/subject.ts';
import { timers } from './commands/timers.ts';
import { verify } from './commands/verify.ts';
import { whatif } from './commands/whatif.ts';
import { witness } from './commands/witness.ts';
import { resolveOptions } from './config/options.ts';
import { keepTypedSecrets } from './options/typed-words.ts';
import type { ServeListeners } from './running/serve.ts';
import { loadWorkflows, workflowsOfPackage } from './setup/workflows.ts';

/** What a program of one's own gives the command. */
export interface ProgramOptions extends ServeListeners {
  /** Workflows beside reports, for every command, beside those of `--workflows`. */
  readonly workflows?: readonly AnyHostedWorkflow[];
}

/** The `phananh` command with its subcommands. It throws a `CommanderError` where others would end the process. */
export const createProgram = ({ workflows = [], ...listeners }: ProgramOptions = {}): Command => {
  const commands = [
    serve(listeners),
    importCommand(),
    report(),
    reports(),
    published(),
    history(),
    explain(),
    diff(),
    replay(),
    redactions(),
    redact(),
    access(),
    subject(),
    erase(),
    requests(),
    due(),
    calendar(),
    policy(),
    redate(),
    attach(),
    keys(),
    officers(),
    list(),
    canned(),
    bulk(),
    sla(),
    ranking(),
    satisfaction(),
    penalties(),
    backlog(),
    signals(),
    exportCommand(),
    rebuild(),
    parked(),
    timers(),
    copy(),
    backup(),
    restore(),
    whatif(),
    verify(),
    bundle(),
    log(),
    witness(),
    doctor(),
    config(),
  ];
  const program = new Command('phananh')
    .description("Citizens' field reports: an event-sourced workflow engine.")
    .addHelpText('after', '\nExample:\n  $ phananh serve --port 4000\n  $ phananh <command> --help');
  // Commands made elsewhere do not inherit it.
  for (const command of [program, ...commands])
    command.exitOverride().showHelpAfterError('(--help shows an example)');
  for (const command of commands) program.addCommand(command);
  program.hook('preAction', (_, command) => {
    resolveOptions(command, workflowsOfPackage);
    return loadWorkflows(command, workflows);
  });
  keepTypedSecrets(program);
  return program;
};
