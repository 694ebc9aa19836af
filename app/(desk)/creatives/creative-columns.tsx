import { Checkbox } from "@/app/_ui/checkbox";
import type { Column } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import type { CreativeRow } from "@/server/api/views/creative-view";
import { bytesWords } from "./bytes-words";
import styles from "./creatives.module.css";
import { Preview } from "./preview";

type ColumnOptions = {
  readonly salesAgents: readonly { readonly id: string; readonly name: string }[];
  /** null: this person may not choose rows. */
  readonly selection: { readonly chosen: ReadonlySet<string>; readonly onToggle: (id: string) => void } | null;
  readonly onOpen: (id: string) => void;
};

/** One column per seller, so that the state of the library reads like a matrix. */
export function creativeColumns({ salesAgents, selection, onOpen }: ColumnOptions): readonly Column<CreativeRow>[] {
  const choose: Column<CreativeRow> = {
    key: "choose",
    header: <span className="visually-hidden">Choose</span>,
    width: "36px",
    cell: (creative) => (
      <Checkbox
        aria-label={`Choose ${creative.name}`}
        checked={selection?.chosen.has(creative.id) ?? false}
        onChange={() => selection?.onToggle(creative.id)}
      />
    ),
  };
  return [
    ...(selection ? [choose] : []),
    {
      key: "name",
      header: "Creative",
      isRowHeader: true,
      cell: (creative) => <NameCell creative={creative} onOpen={onOpen} />,
    },
    ...salesAgents.map(
      ({ id, name }): Column<CreativeRow> => ({
        key: id,
        header: name,
        cell: (creative) => <SellerCell creative={creative} salesAgentId={id} />,
      }),
    ),
    { key: "packages", header: "Packages", align: "end", cell: (creative) => creative.assignedPackages || <Dash /> },
    { key: "changed", header: "Changed", align: "end", cell: (creative) => <Age instant={creative.updatedAt} /> },
  ];
}

function NameCell({ creative, onOpen }: { readonly creative: CreativeRow; readonly onOpen: (id: string) => void }) {
  return (
    <div className={styles.creative}>
      <Preview creative={creative} size="thumb" />
      <div>
        <button type="button" className={styles.name} onClick={() => onOpen(creative.id)}>
          {creative.name}
        </button>
        <div className="sm dim">
          <span className="nowrap">
            {creative.kind} {creative.size}
          </span>
          {creative.byteLength !== null && <span className="nowrap"> · {bytesWords(creative.byteLength)}</span>}
        </div>
      </div>
    </div>
  );
}

function SellerCell({ creative, salesAgentId }: { readonly creative: CreativeRow; readonly salesAgentId: string }) {
  const at = creative.atSellers.find((one) => one.salesAgent.id === salesAgentId);
  if (!at) return <Dash />;
  return (
    <span className={styles.cell}>
      <StatusBadge status={at.status} title={at.reason ?? at.format} />
      {at.outdated && <Chip>changed since</Chip>}
    </span>
  );
}

function Dash() {
  return <span className="dimmer">–</span>;
}
