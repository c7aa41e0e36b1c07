import { escaped, page } from './html-page.ts';
import type { HttpErrorEntry } from './http-errors.ts';
import { statusOf } from './status.ts';

/** Backquotes in the help of a table are code. */
const prose = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/** The page that the `type` of a problem leads to. */
export const problemPage = (code: string, entry: HttpErrorEntry): string =>
  page(
    code,
    `<h1>${escaped(entry.title.en)}</h1>
<p lang="vi">${escaped(entry.title.vi)}</p>
<p>${prose(entry.help)}</p>
<p><code>${escaped(code)}</code> · HTTP ${statusOf(entry)}</p>
<p><a href="../problems">All problems</a></p>`,
  );

/** The list of all problems. */
export const problemIndex = (entries: readonly (readonly [string, HttpErrorEntry])[]): string =>
  page(
    'Problems',
    `<h1>Problems</h1>
<ul>
${entries
  .map(
    ([code, entry]) =>
      `<li><a href="problems/${escaped(code)}"><code>${escaped(code)}</code></a> ${statusOf(entry)} · ${escaped(entry.title.en)}</li>`,
  )
  .join('\n')}
</ul>`,
  );
