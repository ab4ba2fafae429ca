/** The address that rings a number, so that it also works from a phone abroad. */
export function dial(written: string): string {
  return `tel:${written.replace(/[^\d+]/g, '').replace(/^0(?=\d{9})/, '+44')}`;
}
