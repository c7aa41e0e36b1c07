import type { Actor } from '@phananh/core';
import type { LifecycleStep } from '../runner/contender.ts';

/** The inputs of the steps, the same for every contender: a report as people write it. */
export const inputs = {
  submit: {
    text: 'Đèn đường trước số nhà 12 Lê Lợi hỏng đã ba ngày, buổi tối rất tối và nguy hiểm cho người đi bộ.',
    location: { lat: 16.4637, lng: 107.5909, address: '12 Lê Lợi, phường Vĩnh Ninh, Huế' },
    channel: 'app',
  },
  verify: { category: 'lighting', priority: 'normal', procedure: 'ordinary' },
  assign: { agencyId: 'agency-hue-lighting' },
  accept: { officer: 'Tổ kỹ thuật 2' },
  resolve: { result: 'Đã thay bóng đèn và kiểm tra tủ điện', outcome: 'fixed' },
  publish: { publicText: 'Đèn đường đã được thay, cảm ơn người dân đã phản ánh.', visibility: 'public' },
} as const satisfies { readonly [Step in LifecycleStep]: object };

/** Who gives each step. */
export const actors = {
  submit: { kind: 'citizen', id: 'c-17' },
  verify: { kind: 'operator', id: 'o-3' },
  assign: { kind: 'operator', id: 'o-3' },
  accept: { kind: 'agency', id: 'officer-9', agencyId: 'agency-hue-lighting' },
  resolve: { kind: 'agency', id: 'officer-9', agencyId: 'agency-hue-lighting' },
  publish: { kind: 'operator', id: 'o-3' },
} as const satisfies { readonly [Step in LifecycleStep]: Actor };
