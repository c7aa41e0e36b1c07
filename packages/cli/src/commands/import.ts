import type { Command } from 'commander';
import { commandWith, reasonOption, wholeNumber } from '../options/common-options.ts';
import { calendarsOption, policyOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const importCommand = (): Command =>
  commandWith(
    'import',
    'Brings the cases of another system in, with their own times and due instants. Again changes nothing.',
    'import cases-2025.csv.gz --map map.json --rejects rejects.csv',
  )
    .argument('[file]', 'a CSV file, as it is or compressed with gzip or zip')
    .option('--map <file>', 'which columns become which commands')
    .option('--map-schema', 'print the JSON Schema of maps, for editors')
    .option('--rejects <file>', 'write every rejected row: CSV, or JSON lines when it ends in .jsonl')
    .addOption(policyOption())
    .addOption(calendarsOption())
    .option('--corrections', 'take over what rows say otherwise than when they were imported, with --reason')
    .option('--reason <text>', 'why: it stands in the log with every correction', reasonOption)
    .option('--photos <folder>', 'where photos lie that the file names; without it only addresses are taken')
    .option('--allow-rejects', 'exit 0 though rows were rejected or photos could not be had')
    .option('--show-rejects <number>', 'how many rejected rows to show', wholeNumber(0, 1_000_000), 20)
    .action(later(async () => (await import('../running/import.ts')).run));
