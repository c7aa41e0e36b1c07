import type { JsonObject } from '@phananh/core';

/** What a host of reports is. */
const ofReports = 'Reports of citizens, from their submission to the rating of the result.';

/**
 * What the reference begins with: what the workflows are that this host has.
 *
 * @param summaries of workflows by their tags
 */
export const introductionTo = (summaries: ReadonlyMap<string, string>): string => {
  const others = [...summaries].filter(([tag]) => !Object.hasOwn(tagDescriptions, tag));
  const said = [...(summaries.has('report') ? [ofReports] : []), ...others.map(([, summary]) => summary)];
  return [said.join(' '), conventions].filter((part) => part !== '').join('\n\n');
};

const conventions = `- **Who you are** is said by a bearer token: *Authorize*. A host for development prints the tokens that it takes when it starts, such as \`dev:analyst:a-1\`.
- **Instants** are ISO 8601 with an offset; answers are in UTC. A day stands for its first instant where the policy's calendar is in force.
- **Errors** are problem documents (RFC 9457) with a stable \`code\`: [all of them](/problems).
- **After a command**, \`?after=<position>\` of its answer makes lists and figures wait until they have it.
- **A repeated command** with the same \`Idempotency-Key\` gets the first answer again.`;

/** In the order in which they are shown; those of other workflows come after the first two. */
const tagDescriptions: { readonly [tag: string]: string } = {
  report: 'Commands and reads of reports, worklists and search, explanations of deadlines, public tracking.',
  agency: 'Agencies that reports are assigned to.',
  attachment: 'Photos and videos of reports.',
  figures: 'Named ratios with the cases behind each, ranking, satisfaction, fines, backlog, signs of gaming.',
  exports: 'Files for other tools.',
  audit: 'Who was shown what is personal.',
  policy: 'Terms, clocks and calendars that are in force, and putting others in force.',
  log: 'The transparency log: checkpoints and tiles in the formats of C2SP.',
  operations: 'How a host does, and what waits for somebody.',
  health: 'Whether the host works, and how.',
  reference: 'This document, and what error codes mean.',
};

export const tagsOf = (
  tags: readonly string[],
  summaries: ReadonlyMap<string, string>,
): readonly JsonObject[] => {
  const used = new Set(tags);
  const [first = '', second = '', ...last] = Object.keys(tagDescriptions);
  const others = [...used].filter((tag) => !Object.hasOwn(tagDescriptions, tag));
  return [first, second, ...others, ...last]
    .filter((tag) => used.has(tag))
    .map((name) => {
      const description = Object.hasOwn(tagDescriptions, name) ? tagDescriptions[name] : summaries.get(name);
      return { name, ...(description !== undefined && { description }) };
    });
};
