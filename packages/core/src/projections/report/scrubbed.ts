import { idInStream, type RecordedEvent } from '../../engine/index.ts';
import { erasureWorkflow } from '../../report/index.ts';

/** Whether an event has read models forget subjects of other workflows than reports. */
export const isScrubbing = ({ stream, type }: Pick<RecordedEvent, 'stream' | 'type'>): boolean =>
  type === 'scrubbed' && idInStream(erasureWorkflow, stream) !== undefined;

/** Of whom, and which streams. @throws where it is no event of today's schema */
export const scrubbedBy = ({
  data,
}: Pick<RecordedEvent, 'data'>): { readonly person: string; readonly streams: readonly string[] } =>
  erasureWorkflow.events.scrubbed.schema.parse(data);
