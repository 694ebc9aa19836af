/** What the sellers, brands and media buys of the scale seed are called. */
const places = [
  ...["Berlin", "Vienna", "Zurich", "Hamburg", "Munich", "London", "Leeds", "Dublin", "Paris", "Lyon", "Madrid"],
  ...["Lisbon", "Milan", "Rome", "Oslo", "Stockholm", "Helsinki", "Copenhagen", "Warsaw", "Prague", "New York"],
  ...["Chicago", "Austin", "Denver", "Seattle", "Boston", "Atlanta", "Toronto", "Montréal", "Tokyo", "Osaka"],
  ...["Nationwide", "DACH", "Nordics", "Benelux", "Midwest", "West Coast", "Iberia", "Kansai"],
];
const channels = [
  "CTV",
  "Display",
  "Audio",
  "Online video",
  "DOOH",
  "Social",
  "Native",
  "Podcast",
  "Search",
  "Linear TV",
];
const audiences = [
  ...["18–34", "Families", "Commuters", "Outdoor fans", "Gamers", "New parents", "Students", "Home owners"],
  ...["Frequent flyers", "Retargeting", "Lookalike", "Broad reach", "Sports fans", "News readers"],
];
const brands = [
  ...["Alpenglow", "Northlight", "Harbour", "Juniper", "Meridian", "Saltmarsh", "Kestrel", "Lumen", "Bramble"],
  ...["Copperfield", "Driftwood", "Everline", "Fjordland", "Goldfinch", "Hazelwood", "Ironbridge", "Jasper & Co"],
  ...["Kingfisher", "Larkspur", "Mossgate", "Nightjar", "Oakhurst", "Pinecrest", "Quarry Lane", "Redwing"],
  ...["Silverbirch", "Tidewater", "Umbra", "Velo Nord", "Willowbrook"],
];
const themes = [
  ...["Spring launch", "Summer sale", "Back to school", "Autumn range", "Black Friday", "Holiday", "Always on"],
  ...["Brand lift", "Store opening", "Loyalty", "Clearance", "App installs"],
];
const publishers = [
  "Tagblatt",
  "Northern",
  "Capital",
  "Meridian",
  "Atlas",
  "Harbour",
  "Union",
  "Daily",
  "Metro",
  "Beacon",
];
const houses = ["Media", "TV", "Exchange", "Audio", "Outdoor"];

export const words = { places, channels, audiences, brands, themes, publishers, houses } as const;

export function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error("an empty list");
  return found;
}

export type Random = {
  /** A whole number from 0, below `below`. */
  readonly below: (below: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
};

/** Mulberry32: the same numbers for the same seed. */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, of: (list) => pick(list, below(list.length)) };
}
