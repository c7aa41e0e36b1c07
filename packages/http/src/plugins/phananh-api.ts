import type { Reports } from '@phananh/core';
import type { Timers } from '@phananh/core/engine';
import type { ReadModels, RunningWorkflow } from '@phananh/core/read-models';
import type { FastifyInstance } from 'fastify';
import { bulkPreviewRoute } from '../bulk/preview-route.ts';
import { attachmentFileRoutes } from '../evidence/file-routes.ts';
import type { Evidence } from '../evidence/port.ts';
import { uploadRoute } from '../evidence/upload-route.ts';
import { agenciesRoute } from '../figures/agencies-route.ts';
import { exportRoutes } from '../figures/export-routes.ts';
import { backlogRoute, penaltiesRoute, rankingRoute, satisfactionRoute } from '../figures/other-routes.ts';
import { publicFiguresRoute } from '../figures/public-figures-route.ts';
import { signalsRoute } from '../figures/signals-route.ts';
import { slaCasesRoute, slaRoute } from '../figures/sla-routes.ts';
import { guestRoute } from '../guests/guest-route.ts';
import type { HealthOptions } from '../health/health-options.ts';
import { healthRoutes } from '../health/health-routes.ts';
import { linkRoutes } from '../link/link-routes.ts';
import { accessRoute } from '../log/access-route.ts';
import { bundleRoute } from '../log/bundle-route.ts';
import { logRoutes } from '../log/log-routes.ts';
import { personalDataRoutes } from '../log/personal-data-routes.ts';
import type { TransparencyLog } from '../log/port.ts';
import { receiptRoute } from '../log/receipt-route.ts';
import { nearbyRoute } from '../nearby/nearby-route.ts';
import { operationsRoutes } from '../operations/operations-routes.ts';
import type { HostOperations } from '../operations/port.ts';
import { policyRoutes } from '../policy/policy-routes.ts';
import { explanationRoute } from '../queries/explanation-route.ts';
import { publishedRoutes } from '../queries/published-routes.ts';
import { telephoneRoute } from '../queries/telephone-route.ts';
import { trackRoute } from '../queries/track-route.ts';
import { worklistRoute } from '../queries/worklist-route.ts';
import { listRoutes } from '../workflow/list-routes.ts';
import { draftSuggestionRoute } from '../workflow/suggestion-routes.ts';
import { workflowRoutes } from '../workflow/workflow-routes.ts';
import { type RouteBasisOptions, routeBasis } from './route-basis.ts';

export interface PhananhOptions
  extends RouteBasisOptions,
    Pick<HealthOptions, 'subscriptions' | 'reactions'> {
  readonly reports: Reports;
  /** Workflows beside reports: each gets the routes of its commands, subjects and lists. Default: none. */
  readonly workflows?: readonly RunningWorkflow[];
  /** Worklists, tracking and figures. Their routes are absent without it. */
  readonly readModels?: ReadModels | undefined;
  /** The timers of this host; `/readyz` tells how far behind they are. */
  readonly timers?: Timers | undefined;
  /** Photos and videos, of `@phananh/evidence`. Their routes are absent without it. */
  readonly evidence?: Evidence | undefined;
  /** The files of the transparency log, of `@phananh/transparency`. Their routes are absent without it. */
  readonly transparencyLog?: TransparencyLog | undefined;
  /** What the operators of this host see to: what is parked. Its routes are absent without it. */
  readonly operations?: HostOperations | undefined;
  /** Called when the application has answered its last request: `close` of what `runReports` gave ends all of it. */
  readonly close?: () => Promise<void>;
  /** Whether a command to something that exists must carry `If-Match`. Default: no. */
  readonly requireIfMatch?: boolean;
}

/**
 * The API of the report lifecycle: `app.register(phananh, { ...await runReports({ file, policy }), authenticate })`.
 *
 * It keeps to itself: the routes, errors and permissions of the application around it stay as they are.
 */
export const phananh = async (app: FastifyInstance, options: PhananhOptions): Promise<void> => {
  const { reports, workflows = [], readModels, timers, subscriptions, reactions, close } = options;
  const { operations, requireIfMatch = false, evidence, transparencyLog, accessLog, guestKey } = options;
  const { demandReady } = options.authenticate;
  app.addHook('onClose', async () => {
    // It reads the log that is closed then.
    await evidence?.close?.();
    await accessLog?.close();
    await close?.();
  });
  if (!app.hasDecorator('phananh')) await app.register(routeBasis, options);
  healthRoutes(app, { reports, workflows, readModels, timers, subscriptions, reactions, demandReady });
  await app.register(
    async (v1) => {
      await v1.register(workflowRoutes, {
        path: '/reports',
        handler: reports.handler,
        shownAtCreation: ['trackingCode'],
        requireIfMatch,
      });
      await v1.register(workflowRoutes, {
        path: '/agencies',
        handler: reports.agencies.handler,
        requireIfMatch,
      });
      for (const { hosted, handler } of workflows)
        await v1.register(workflowRoutes, { path: hosted.path, handler, requireIfMatch });
      if (evidence !== undefined) {
        attachmentFileRoutes(v1, { evidence });
        await v1.register(uploadRoute, { evidence });
      }
      if (transparencyLog !== undefined) {
        logRoutes(v1, { log: transparencyLog });
        receiptRoute(v1, { reports, log: transparencyLog });
        bundleRoute(v1, { reports, log: transparencyLog });
      }
      if (operations !== undefined)
        operationsRoutes(v1, { reports, readModels, timers, subscriptions, operations });
      explanationRoute(v1, { reports });
      personalDataRoutes(v1, { reports, handlers: workflows.map(({ handler }) => handler) });
      linkRoutes(v1, { reports, readModels });
      if (guestKey !== undefined) guestRoute(v1, { reports, guestKey });
      draftSuggestionRoute(v1);
      if (readModels === undefined) return policyRoutes(v1, { reports });
      worklistRoute(v1, { reports, readModels });
      publishedRoutes(v1, { reports, readModels });
      telephoneRoute(v1, { reports, readModels });
      trackRoute(v1, { reports, readModels });
      nearbyRoute(v1, { reports, readModels });
      agenciesRoute(v1, { reports, readModels });
      for (const route of [
        slaRoute,
        slaCasesRoute,
        rankingRoute,
        satisfactionRoute,
        penaltiesRoute,
        backlogRoute,
        signalsRoute,
        publicFiguresRoute,
        exportRoutes,
      ])
        route(v1, { reports, readModels });
      policyRoutes(v1, { reports, readModels });
      bulkPreviewRoute(v1, { reports, readModels });
      const { clock } = reports.handler;
      const { startOf } = reports.policy.calendar;
      for (const { hosted } of workflows) listRoutes(v1, { lists: hosted.lists, readModels, clock, startOf });
    },
    { prefix: '/v1' },
  );
  if (accessLog !== undefined)
    await app.register(
      async (v1) =>
        accessRoute(v1, { accessLog, reports, handlers: workflows.map(({ handler }) => handler) }),
      { prefix: '/v1' },
    );
};
