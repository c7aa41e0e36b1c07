import { define } from '../../engine/index.ts';
import type { ReportActorKind } from '../actor-kinds.ts';
import type { ReportState } from '../state.ts';
import type { requestEvents } from './events.ts';
import type { RequestPolicy } from './policy.ts';
import type { RequestRefusal } from './refusals.ts';
import type { RequestState } from './state.ts';

export interface RequestTypes {
  readonly state: RequestState;
  readonly events: typeof requestEvents;
  readonly phase: RequestState['phase'];
  readonly actorKind: ReportActorKind;
  readonly audience: 'office' | 'auditor' | 'person';
  readonly field:
    | 'dataRequestId'
    | Exclude<keyof RequestState, 'clocks' | 'waiting'>
    | 'answerDueDay'
    | 'dueDay';
  readonly refusal: RequestRefusal;
  readonly policy: RequestPolicy;
  readonly related: { readonly report: ReportState };
}

export const { command, creation, made, workflow } = define<RequestTypes>();
