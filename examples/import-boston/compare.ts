import { readModels } from '@phananh/sqlite';
import { besideTheCity } from './beside-the-city.ts';
import { bostonPolicy } from './boston-policy.ts';
import { shown } from './shown.ts';

/** `node examples/import-boston/compare.ts boston.read.db`: the read models of a store that the file was imported into. */

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('which file of read models?');
const models = readModels(path, { policy: bostonPolicy() });
process.stdout.write(`${shown(await besideTheCity(models))}\n`);
await models.close();
