import type { RecordedEvent } from '@phananh/core';
import canonicalize from 'canonicalize';

/** Everything of an event that a copy keeps, as canonical JSON (RFC 8785). Its position is its log's own. */
export const canonicalEvent = ({
  id,
  type,
  version,
  stream,
  revision,
  data,
  metadata,
}: RecordedEvent): string => canonicalize({ id, type, version, stream, revision, data, metadata }) ?? '';
