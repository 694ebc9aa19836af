"use client";

import Link from "next/link";
import type { KeyboardEvent } from "react";
import { When } from "@/app/_ui/date";
import { Tag, type Tone } from "@/app/_ui/tag";
import type { MatrixPackageView } from "@/server/api/views/creative-matrix-view";
import type { CreativeRow } from "@/server/api/views/creative-view";
import { Preview } from "../../../creatives/preview";
import styles from "./matrix.module.css";
import { MatrixCellView } from "./matrix-cell";
import type { Matrix } from "./use-matrix";

type MatrixTableProps = { readonly matrix: Matrix; readonly mayWrite: boolean };

/** Creatives down, packages across, grouped by seller. Scrolls sideways with the names in place; arrow keys walk the cells. */
export function MatrixTable({ matrix, mayWrite }: MatrixTableProps) {
  const { packages, creatives, timeZone } = matrix.view;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={styles.region} aria-label="Table: creatives by package" tabIndex={0} onKeyDown={walk}>
      <table className={styles.table}>
        <caption className="visually-hidden">Creatives by package; a cell assigns or takes off</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} className={styles.corner}>
              Creative
            </th>
            {groupsOf(packages).map(({ salesAgent, count }) => (
              <th key={salesAgent.id} scope="colgroup" colSpan={count} className={styles.seller}>
                <span>{salesAgent.name}</span>
              </th>
            ))}
          </tr>
          <tr>
            {packages.map((item) => (
              <th key={item.id} scope="col" className={styles.package}>
                <PackageHead item={item} timeZone={timeZone} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className={styles.needs}>
            <th scope="row">Readiness</th>
            {packages.map(({ id, readiness }) => (
              <td key={id}>
                <ReadinessTag readiness={readiness} />
              </td>
            ))}
          </tr>
          {creatives.map((creative) => (
            <tr key={creative.id}>
              <th scope="row">
                <CreativeName creative={creative} />
              </th>
              {packages.map((item) => (
                <td key={item.id}>
                  <MatrixCellView matrix={matrix} creative={creative} item={item} mayWrite={mayWrite} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PackageHead({ item, timeZone }: { readonly item: MatrixPackageView; readonly timeZone: string }) {
  return (
    <>
      <span className="b">{item.name}</span>
      <span className="sm dim">{item.accepts ?? "formats not known yet"}</span>
      {item.creativeDeadline && (
        <span className="sm dim">
          by <When instant={item.creativeDeadline} zone={timeZone} hideZone />
        </span>
      )}
      {item.mediaBuy && (
        <Link className="sm" href={`/media-buys/${item.mediaBuy.id}`}>
          Bought: change it there
        </Link>
      )}
    </>
  );
}

const readinessTones: Record<MatrixPackageView["readiness"]["state"], Tone> = {
  none: "stop",
  waiting: "wait",
  ready: "verified",
};

function ReadinessTag({ readiness }: Pick<MatrixPackageView, "readiness">) {
  const { state, sentence } = readiness;
  const glyph = state === "ready" ? "check" : state === "waiting" ? "clock" : "warn";
  return (
    <Tag tone={readinessTones[state]} glyph={glyph}>
      {sentence}
    </Tag>
  );
}

function CreativeName({ creative }: { readonly creative: CreativeRow }) {
  return (
    <div className={styles.creative}>
      <Preview creative={creative} size="thumb" />
      <div>
        <Link href={`/creatives?creative=${creative.id}`} className={styles.link}>
          {creative.name}
        </Link>
        <div className="sm dim">
          {creative.kind} {creative.size}
        </div>
      </div>
    </div>
  );
}

/** Packages come in the order of their sellers; this counts each run of columns. */
function groupsOf(packages: readonly MatrixPackageView[]) {
  const groups: { salesAgent: MatrixPackageView["salesAgent"]; count: number }[] = [];
  for (const { salesAgent } of packages) {
    const last = groups.at(-1);
    if (last?.salesAgent.id === salesAgent.id) last.count += 1;
    else groups.push({ salesAgent, count: 1 });
  }
  return groups;
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** From the button in focus to the next one in that direction; cells without one are skipped. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  const from = event.target instanceof HTMLElement ? event.target.closest("td") : null;
  const table = event.currentTarget.querySelector("table");
  if (!step || !from || !table) return;
  event.preventDefault();
  let row = (from.parentElement as HTMLTableRowElement).rowIndex + step[0];
  let column = from.cellIndex + step[1];
  for (let cell = table.rows[row]?.cells[column]; cell; cell = table.rows[row]?.cells[column]) {
    const button = cell.querySelector("button");
    if (button) {
      button.focus();
      return;
    }
    row += step[0];
    column += step[1];
  }
}
