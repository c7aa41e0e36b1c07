import type { Visit } from '../../frame/screen.ts';
import { nameIn } from '../../words/naming.ts';

/** How the columns of a list of a workflow are called, and the values in them that have names. */

export const columnLabel = (workflow: string, column: string, language: Visit['language']): string =>
  nameIn(workflow, 'fields', column, language);

export const columnValue = (
  workflow: string,
  column: string,
  value: string,
  language: Visit['language'],
): string => nameIn(workflow, column === 'phase' ? 'phases' : 'values', value, language);
