import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";

/** One measured line. `moonshot` and `must` are what `value` is judged by, smaller or larger being better. */
export type Row = {
  readonly id: string;
  readonly what: string;
  readonly ours: string;
  readonly floor: string;
  /** What the goal is stated in: a ratio, or a plain number where there is no floor. */
  readonly value: number;
  readonly shown: string;
  /** What the aim is judged by, where it is stated of another figure than the must. */
  readonly aimValue?: number;
  readonly must: number;
  readonly moonshot: number;
  readonly better: "smaller" | "larger";
};

const head = ["", "what", "ours", "floor", "ours ÷ floor", "must", "aim", "verdict"];

function verdictOf({ value, aimValue = value, must, moonshot, better }: Row): string {
  const holds = (figure: number, goal: number) => (better === "smaller" ? figure <= goal : figure >= goal);
  if (holds(aimValue, moonshot)) return "aim reached";
  return holds(value, must) ? "holds" : "MISSED";
}

function cells(row: Row): readonly string[] {
  const sign = row.better === "smaller" ? "≤" : "≥";
  const goal = (value: number) => `${sign} ${value.toLocaleString("en-US")}`;
  return [row.id, row.what, row.ours, row.floor, row.shown, goal(row.must), goal(row.moonshot), verdictOf(row)];
}

/** The table as people read it in a terminal and as Markdown alike. */
export function table(rows: readonly Row[]): string {
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const text = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [text[0], rule, ...text.slice(1)].join("\n");
}

/** Machine, versions and the state of the code: what the numbers are worth nothing without. */
export function circumstances(): readonly string[] {
  const [cpu] = os.cpus();
  const commit = git("rev-parse", "--short", "HEAD");
  const changed = git("status", "--porcelain") === "" ? "" : " with uncommitted changes";
  const load = os.loadavg().map((average) => average.toFixed(1));
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, commit ${commit}${changed}`,
    `${os.cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()} ${os.release()}, Node ${process.versions.node}`,
    `load average when it began: ${load.join(", ")} (a busy machine slows both sides; the ratios stand, the plain numbers do not)`,
  ];
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

export function writeResults(file: string, given: readonly string[], rows: readonly Row[], notes: readonly string[]) {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join("\n");
  fs.writeFileSync(
    file,
    `# Benchmark results\n\nWritten by \`npm run bench\`.\n\n${list(given)}\n\n${table(rows)}\n\n${list(notes)}\n`,
  );
}
