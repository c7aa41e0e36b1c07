import { column, list, projection, table } from '@phananh/core/read-models';
import { apiKeyWorkflow } from './api-key.ts';

/** Keys as those see them who run the hosts. */
export const apiKeyList = projection({
  name: 'api-keys',
  version: 1,
  reads: apiKeyWorkflow,
  tables: {
    apiKeys: table(
      {
        apiKeyId: column.id('Its id, which stands in its text too.'),
        phase: column.oneOf(['active', 'revoked'], 'Whether it was revoked.'),
        name: column.text('What it is for.'),
        kind: column.text('As which kind of actor it acts.'),
        agencyId: column.text('For which agency.').nullable(),
        commands: column.text('What it may do, with commas.'),
        reads: column.boolean('Whether it may ask for anything.'),
        onBehalfOf: column.text('The issuer whose citizens it speaks for.').nullable(),
        expiresAt: column.instant('Until when it lets its machine in.'),
        createdAt: column.instant('When it was created.'),
        createdBy: column.text('Who created it.'),
        revokedAt: column.instant('When it was revoked.').nullable(),
      },
      { meaning: 'Keys of machines' },
    ),
  },
  apply: ({ id, at, actor, ...event }, { apiKeys }) => {
    if (event.type === 'revoked') return apiKeys.update(id, { phase: 'revoked', revokedAt: at });
    const { digest: _, commands, ...key } = event.data;
    return apiKeys.insert({
      apiKeyId: id,
      phase: 'active',
      ...key,
      agencyId: key.agencyId ?? null,
      onBehalfOf: key.onBehalfOf ?? null,
      commands: commands.join(','),
      createdAt: at,
      createdBy: actor.id,
    });
  },
});

export const everyApiKey = list({
  of: apiKeyList.tables.apiKeys,
  workflow: apiKeyWorkflow,
  filters: ['phase', 'kind', 'agencyId', 'expiresAt'],
  sorts: ['createdAt', 'expiresAt'],
  by: { admin: 'all' },
});
