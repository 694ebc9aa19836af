const grouped = new Intl.NumberFormat("en-US");

/** "10,000" */
export function number(count: number): string {
  return grouped.format(count);
}

/** "1 page", "12 pages" */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Between two instants: "14 s", "3 min 5 s". */
export function secondsWords(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
