import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GeneratedPage } from './generated-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `<!-- snippet: file#region -->` and the code block after it. */
const marked =
  /<!-- snippet: (?<file>[^#\s]+)#(?<region>[\w-]+) -->\n```(?<language>\w+)\n(?:[\s\S]*?\n)?```/g;

/** The lines between `// #region name` and `// #endregion name`, without their common indent. */
const regionOf = (file: string, region: string): string => {
  const text = readFileSync(join(root, file), 'utf8');
  const [, body] = text.split(`// #region ${region}\n`);
  const lines = body?.split(`// #endregion ${region}`)[0]?.trimEnd().split('\n');
  if (lines === undefined || !text.includes(`// #endregion ${region}`)) {
    throw new Error(`${file} has no region ${region}`);
  }
  const indent = Math.min(
    ...lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines.map((line) => line.slice(indent)).join('\n');
};

/** Pages written by hand whose code blocks are taken from files that the tests run. */
export const pagesWithSnippets = (): readonly GeneratedPage[] =>
  globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: root }).flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const marks = text.split('<!-- snippet: ').length - 1;
    if (marks === 0) return [];
    if ([...text.matchAll(marked)].length !== marks)
      throw new Error(`${path} has a snippet without a code block`);
    const filled = text.replace(marked, (_, file: string, region: string, language: string) =>
      [`<!-- snippet: ${file}#${region} -->`, `\`\`\`${language}`, regionOf(file, region), '```'].join('\n'),
    );
    return [{ path, text: filled }];
  });
