import { parseInput } from '@phananh/core/engine';
import type { z } from 'zod';
import { readJsonFile } from '../../config/json-file.ts';
import { CliError } from '../../process/errors.ts';
import { ImportMap } from './schema.ts';

/** Reads a map. Throws {@link CliError} `invalid-map`, with every finding on a line of its own. */
export const loadMap = async (path: string): Promise<ImportMap> => {
  const parsed = parseInput(ImportMap, readJsonFile(path, 'invalid-map'));
  if (parsed.success) return parsed.data;
  const findings = parsed.error.issues.flatMap((issue) => findingsOf(issue, []));
  throw new CliError('invalid-map', `${path}\n${findings.map((finding) => `  ${finding}`).join('\n')}`);
};

/** An issue as lines; of a union, what is wrong with the branch that was meant: the one of the right JSON type. */
const findingsOf = (issue: z.core.$ZodIssue, parent: readonly PropertyKey[]): readonly string[] => {
  const path = [...parent, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(
      (branch) => !branch.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
    );
    return (meant ?? []).length === 0
      ? [`${pathText(path)} ${issue.message}`]
      : (meant ?? []).flatMap((inner) => findingsOf(inner, path));
  }
  return [`${pathText(path)} ${issue.message}`];
};

const pathText = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the map'
    : path
        .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
        .join('')
        .slice(1);
