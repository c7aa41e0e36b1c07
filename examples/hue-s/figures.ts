import { huePolicy } from '@phananh/core';
import { readModels } from '@phananh/sqlite';

/** The published figures as the ordinary read models tell them; nothing here counts events itself. */
export const figuresOf = async (readModelsFile: string, now: string) => {
  const models = readModels(readModelsFile, { policy: huePolicy });
  try {
    const [sla] = await models.sla({ cohort: 'submitted', now });
    const [satisfaction] = await models.satisfaction({ now });
    const [penalties] = await models.penalties({ now });
    if (sla === undefined || satisfaction === undefined || penalties === undefined)
      throw new TypeError('there are no figures');
    return { sla, satisfaction, penalties, agencies: models.agencies() };
  } finally {
    await models.close();
  }
};

/** A ratio in percent, to one decimal: how figures are published. */
export const percent = (ratio: number | null): number => Math.round((ratio ?? Number.NaN) * 1000) / 10;
