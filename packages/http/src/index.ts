import '@phananh/core/demand-node';

export { type Authenticate, actorOf, type Permission } from './auth/authenticate.ts';
export { developmentAuth } from './auth/development-auth.ts';
export { HttpError, type HttpErrorCode, type HttpErrorEntry, httpErrors } from './errors/http-errors.ts';
export { type FoundationOptions, foundation } from './foundation.ts';
export type { FollowedSubscription } from './health.ts';
export { createHost, type Host, type HostOptions } from './host/create-host.ts';
export type { LogOptions } from './host/logging.ts';
export { shutdownOnSignal } from './host/shutdown.ts';
export type { Limits } from './limits.ts';
export type { Operation } from './openapi/operation.ts';
export { type PhananhOptions, phananh } from './phananh.ts';
export { type WorkflowRoutesOptions, workflowRoutes } from './workflow/workflow-routes.ts';
