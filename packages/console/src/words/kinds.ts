import type { ReportActorKind } from '@phananh/core/reports';
import type { Language } from '@phananh/core/sla';

import type { Names } from './words.ts';

/** What kinds of actors are called, and what they do. */
const kinds: { readonly [Kind in ReportActorKind]: { readonly name: Names; readonly does: Names } } = {
  citizen: {
    name: { en: 'Citizen', vi: 'Người dân' },
    does: {
      en: 'reports, follows, rates and disputes',
      vi: 'phản ánh, theo dõi, đánh giá và khiếu nại kết quả',
    },
  },
  operator: {
    name: { en: 'Operations centre', vi: 'Trung tâm điều hành' },
    does: {
      en: 'verifies, assigns, approves and publishes',
      vi: 'xác minh, phân công, phê duyệt và công bố',
    },
  },
  agency: {
    name: { en: 'Agency', vi: 'Cơ quan xử lý' },
    does: { en: 'handles the cases that it was given', vi: 'xử lý các phản ánh được giao' },
  },
  auditor: {
    name: { en: 'Auditor', vi: 'Kiểm tra viên' },
    does: { en: 'reads everything, changes nothing', vi: 'xem tất cả, không thay đổi gì' },
  },
  analyst: {
    name: { en: 'Analyst', vi: 'Phân tích viên' },
    does: { en: 'reads figures, without personal data', vi: 'xem số liệu, không có dữ liệu cá nhân' },
  },
  admin: {
    name: { en: 'Administrator', vi: 'Quản trị viên' },
    does: { en: 'agencies, calendars, redaction', vi: 'cơ quan, lịch làm việc, che dữ liệu' },
  },
  system: { name: { en: 'The system', vi: 'Hệ thống' }, does: { en: 'timers', vi: 'hẹn giờ' } },
};

const isKnown = (kind: string): kind is ReportActorKind => Object.hasOwn(kinds, kind);

/** A kind of another workflow is called what its workflow calls it. */
export const kindName = (kind: string, language: Language): string =>
  isKnown(kind) ? kinds[kind].name[language] : kind;

export const kindDoes = (kind: string, language: Language): string =>
  isKnown(kind) ? kinds[kind].does[language] : '';
