const country = '84';

/**
 * A telephone number as one text, however it is written: `0905 123 456`, `+84 905.123.456` and `0084 0905123456` are `+84905123456`. Numbers
 * without a country are of Viet Nam; those that begin with no zero, such as `1022`, stay digits.
 */
export const normalTelephone = (written: string): string => {
  const digits = written.replaceAll(/\D/g, '');
  if (written.startsWith('+')) return withCountry(digits);
  if (digits.startsWith('00')) return withCountry(digits.slice(2));
  if (digits.startsWith('0')) return withCountry(`${country}${digits.slice(1)}`);
  // Nine digits of a mobile number, ten of a land line.
  return /^84\d{9,10}$/.test(digits) ? withCountry(digits) : digits;
};

/** Behind the country no zero is dialled, though it is often written. */
const withCountry = (digits: string): string => `+${digits.replace(/^840/, country)}`;
