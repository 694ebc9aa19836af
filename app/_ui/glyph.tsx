import type { ReactNode } from "react";

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.5, strokeLinecap: "round" as const };

const shapes = {
  play: <path d="M3 2l7 4-7 4z" fill="currentColor" />,
  pause: <path d="M3 2h2v8H3zM7 2h2v8H7z" fill="currentColor" />,
  clock: (
    <g {...line}>
      <circle cx="6" cy="6" r="4.5" />
      <path d="M6 3.5V6l1.8 1.2" />
    </g>
  ),
  warn: (
    <g {...line}>
      <path d="M6 1.4l4.8 8.8H1.2z" strokeLinejoin="round" />
      <path d="M6 4.9v2.3M6 8.7v.1" />
    </g>
  ),
  check: <path d="M2 6.5l2.6 2.6L10 3.4" {...line} strokeWidth={1.8} />,
  cross: <path d="M2.6 2.6l6.8 6.8M9.4 2.6l-6.8 6.8" {...line} strokeWidth={1.7} />,
  ban: (
    <g {...line}>
      <circle cx="6" cy="6" r="4.5" />
      <path d="M2.9 9.1l6.2-6.2" />
    </g>
  ),
  pen: <path d="M2 10l.6-2.6L8.4 1.6l2 2L4.6 9.4z" {...line} strokeWidth={1.3} strokeLinejoin="round" />,
  box: <path d="M1.5 2h9v2.4h-9zM2.3 4.4V10h7.4V4.4M5 6.4h2" {...line} strokeWidth={1.3} strokeLinejoin="round" />,
  question: (
    <g {...line}>
      <path d="M3.9 4.2A2.1 2.1 0 116.9 6C6.2 6.4 6 6.7 6 7.3" />
      <path d="M6 9.7v.1" strokeWidth={1.8} />
    </g>
  ),
  swap: <path d="M2 4h7.5L7.6 2M10 8H2.5l1.9 2" {...line} strokeLinejoin="round" />,
  send: <path d="M1.6 6h8.2M6.6 2.6L10 6 6.6 9.4" {...line} strokeLinejoin="round" />,
  hand: <path d="M6 1.5v5M3 3.5v4.2a3 3 0 006 0V3.5" {...line} />,
  half: (
    <g>
      <circle cx="6" cy="6" r="4.4" {...line} />
      <path d="M6 1.6a4.4 4.4 0 010 8.8z" fill="currentColor" />
    </g>
  ),
  lock: <path d="M3.5 5.5V4a2.5 2.5 0 015 0v1.5M2.5 5.5h7V11h-7z" {...line} strokeWidth={1.3} />,
} satisfies Record<string, ReactNode>;

export type GlyphName = keyof typeof shapes;

/** A 12 px sign that always stands beside a word, so it is hidden from screen readers. */
export function Glyph({ name }: { readonly name: GlyphName }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
