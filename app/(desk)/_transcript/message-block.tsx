"use client";

import { Section } from "@/app/_ui/section";
import { CopyButton } from "./copy-button";
import { parsedJson, prettyBody } from "./exchange-text";
import { JsonView } from "./json-view";
import styles from "./transcript.module.css";

type MessageBlockProps = {
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Why there is none. */
  readonly noBody: string;
};

/** One side of an exchange: its headers, its body as JSON that folds or as the text it is. */
export function MessageBlock({ title, headers, body, noBody }: MessageBlockProps) {
  const names = Object.keys(headers).sort();
  const value = parsedJson(body);
  return (
    <Section
      title={title}
      hint={body === null ? undefined : `${body.length} characters`}
      actions={
        body === null ? undefined : (
          <CopyButton label={`Copy ${title.toLowerCase()} body`} text={() => prettyBody(body)} />
        )
      }
    >
      {names.length > 0 && (
        <details>
          <summary className="sm dim">{names.length === 1 ? "1 header" : `${names.length} headers`}</summary>
          <dl className={styles.headers}>
            {names.map((name) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{headers[name]}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {body === null && <p className="dim">{noBody}</p>}
      {body !== null && (value === undefined ? <RawText text={body} /> : <JsonView value={value} />)}
    </Section>
  );
}

function RawText({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <pre className={styles.text} tabIndex={0}>
      {text}
    </pre>
  );
}
