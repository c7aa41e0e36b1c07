import type { Names } from '../words/words.ts';

/**
 * What categories are called that cities of Viet Nam have in common, those of the simulated province among them. They hold where an installation
 * names none of its own.
 */
export const commonCategories: { readonly [code: string]: Names } = {
  advertising: { vi: 'Quảng cáo, rao vặt', en: 'Advertising and posters' },
  'air-pollution': { vi: 'Ô nhiễm không khí, nguồn nước', en: 'Pollution of air and water' },
  construction: { vi: 'Trật tự xây dựng', en: 'Building sites' },
  drainage: { vi: 'Thoát nước, ngập úng', en: 'Drainage and flooding' },
  electricity: { vi: 'Điện lực', en: 'Electricity' },
  'food-safety': { vi: 'An toàn thực phẩm', en: 'Food safety' },
  lighting: { vi: 'Chiếu sáng công cộng', en: 'Street lighting' },
  markets: { vi: 'Chợ, giá cả', en: 'Markets and prices' },
  monuments: { vi: 'Di tích', en: 'Monuments' },
  noise: { vi: 'Tiếng ồn', en: 'Noise' },
  parking: { vi: 'Dừng, đỗ xe', en: 'Parking' },
  'pavement-encroachment': { vi: 'Lấn chiếm vỉa hè, lòng đường', en: 'Blocked pavements' },
  potholes: { vi: 'Mặt đường hư hỏng', en: 'Damaged roads' },
  'public-order': { vi: 'An ninh trật tự', en: 'Public order' },
  'public-services': { vi: 'Dịch vụ hành chính công', en: 'Services of offices' },
  'public-transport': { vi: 'Xe buýt', en: 'Buses' },
  rubbish: { vi: 'Rác thải', en: 'Rubbish' },
  schools: { vi: 'Trường học', en: 'Schools' },
  'social-security': { vi: 'An sinh xã hội', en: 'Social security' },
  'stray-animals': { vi: 'Chó, gia súc thả rông', en: 'Stray animals' },
  'telecom-cables': { vi: 'Cáp viễn thông', en: 'Telephone and data cables' },
  tourism: { vi: 'Du lịch', en: 'Tourism' },
  'traffic-signals': { vi: 'Đèn tín hiệu, biển báo giao thông', en: 'Traffic lights and signs' },
  trees: { vi: 'Cây xanh', en: 'Trees' },
  'water-supply': { vi: 'Cấp nước', en: 'Water supply' },
};
