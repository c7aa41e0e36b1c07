import '@phananh/core/demand-node';

export { type Authenticate, actorOf, type Permission } from './auth/authenticate.ts';
export { developmentAuth } from './auth/development-auth.ts';
export { oneOf } from './auth/one-of.ts';
export { HttpError, type HttpErrorCode, type HttpErrorEntry, httpErrors } from './errors/http-errors.ts';
export { statusOf } from './errors/status.ts';
export type { Evidence } from './evidence/port.ts';
export type { FollowedSubscription } from './health/health-options.ts';
export { bundleJsonSchema } from './log/bundle-schema.ts';
export type { Operation } from './openapi/operation.ts';
export type { Limits, OverloadLimits, RateLimits, Timeouts } from './plugins/limits.ts';
export { type PhananhOptions, phananh } from './plugins/phananh-api.ts';
export { type RouteBasisOptions, routeBasis } from './plugins/route-basis.ts';
export { createHost, type Host, type HostOptions } from './ready-host/create-host.ts';
export type { LogOptions } from './ready-host/logging.ts';
export { shutdownOnSignal } from './ready-host/shutdown.ts';
export { type WorkflowRoutesOptions, workflowRoutes } from './workflow/workflow-routes.ts';
