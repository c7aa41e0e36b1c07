import type { Actor, JsonObject } from '@phananh/core';
import type { FastifyRequest } from 'fastify';

/** A way to sign in. */
export interface SignInWay {
  readonly name: string;
  /** Says on each request who somebody is, from what their session keeps; undefined: nobody any more. */
  actorOf(told: JsonObject, request: FastifyRequest): Promise<Actor | undefined>;
}
