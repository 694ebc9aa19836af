import { parsedJson } from "./exchange-text";
import styles from "./transcript.module.css";

type JsonViewProps = { readonly value: unknown };

/** JSON that folds at each level. Text only, whatever a seller put into it. */
export function JsonView({ value }: JsonViewProps) {
  return (
    <div className={styles.json}>
      <Node name={null} value={value} depth={0} />
    </div>
  );
}

type NodeProps = { readonly name: string | null; readonly value: unknown; readonly depth: number };

/** The first levels are open; what is deeper opens by hand. */
const openLevels = 4;

function Node({ name, value, depth }: NodeProps) {
  if (typeof value === "object" && value !== null) return <Branch name={name} value={value} depth={depth} />;
  const inner = typeof value === "string" ? parsedJson(value) : undefined;
  if (typeof inner === "object" && inner !== null) {
    return <Branch name={name} value={inner} depth={depth} note="JSON in a text" />;
  }
  return (
    <div className={styles.leaf}>
      <Name name={name} />
      <span className={styles[typeof value] ?? ""}>{JSON.stringify(value)}</span>
    </div>
  );
}

type BranchProps = NodeProps & { readonly value: object; readonly note?: string };

function Branch({ name, value, depth, note }: BranchProps) {
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (entries.length === 0) {
    return (
      <div className={styles.leaf}>
        <Name name={name} />
        {open}
        {close}
      </div>
    );
  }
  return (
    <details open={depth < openLevels} className={styles.branch}>
      <summary>
        <Name name={name} />
        {open} <span className="dim">{countWords(entries.length, Array.isArray(value), note)}</span>
      </summary>
      <div className={styles.children}>
        {entries.map(([key, inner]) => (
          <Node key={key} name={Array.isArray(value) ? null : key} value={inner} depth={depth + 1} />
        ))}
      </div>
      {close}
    </details>
  );
}

function countWords(count: number, isList: boolean, note: string | undefined): string {
  const words = isList ? (count === 1 ? "1 entry" : `${count} entries`) : count === 1 ? "1 field" : `${count} fields`;
  return note ? `${words}, ${note}` : words;
}

function Name({ name }: { readonly name: string | null }) {
  return name === null ? null : <span className={styles.name}>{name}: </span>;
}
