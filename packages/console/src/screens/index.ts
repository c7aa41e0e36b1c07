import type { RunningWorkflow } from '@phananh/core/read-models';
import type { OperationsOptions, TransparencyLog } from '@phananh/http/pages';
import type { Screen } from '../frame/screen.ts';
import { auditScreen } from './audit/screen.ts';
import { bulkScreen } from './bulk/screen.ts';
import { caseScreen } from './case/screen.ts';
import { ownReport } from './citizen/own.ts';
import { type CitizenOptions, citizenScreen, heldScreen } from './citizen/screen.ts';
import { figuresScreen } from './figures/screen.ts';
import { frontScreen } from './front/screen.ts';
import { operationsScreen } from './operations/screen.ts';
import { aboveRequest, personalDataScreen } from './personal-data/screen.ts';
import { publicScreen } from './public/screen.ts';
import { publishedScreen } from './published/screen.ts';
import type { Choosing } from './sign-in/choices.ts';
import { type SigningIn, signInScreen } from './sign-in/screen.ts';
import { worklistScreen } from './worklist/screen.ts';

/** Every screen, in the order of the menu. A new one is a folder here and a line in this list. */
export const screensOf = (
  choosing: Choosing,
  signingIn: SigningIn,
  {
    workflows,
    log,
    operations,
    keys,
    citizens,
  }: {
    readonly workflows: readonly RunningWorkflow[];
    readonly log: TransparencyLog | undefined;
    readonly operations: OperationsOptions | undefined;
    readonly keys: Parameters<typeof operationsScreen>[1];
    readonly citizens: CitizenOptions;
  },
): readonly Screen[] => {
  const working: readonly Screen[] = [
    worklistScreen(workflows),
    bulkScreen(workflows),
    caseScreen({ log, showOwn: ownReport, showAbove: aboveRequest }),
    citizenScreen(citizens),
    personalDataScreen,
    figuresScreen,
    auditScreen(log),
    operationsScreen(operations, keys),
    publishedScreen,
    publicScreen(log),
  ];
  const menu = working.flatMap((screen) => screen.menu);
  return [frontScreen(choosing, menu), signInScreen(signingIn), ...working];
};

/** The pages of a report that a device has by a one-time link. */
export const screensOfHeld = (
  citizens: CitizenOptions,
  log: TransparencyLog | undefined,
): readonly Screen[] => [
  caseScreen({ log, showOwn: ownReport, showAbove: aboveRequest }),
  heldScreen(citizens),
];
