"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan } from "@/app/_ui/viewer";
import { AddCreativeDialog } from "../../../creatives/add-creative-dialog";
import { AskSellers } from "../../../creatives/ask-sellers";
import { SendDialog } from "../../../creatives/send-dialog";
import styles from "./matrix.module.css";
import { MatrixTable } from "./matrix-table";
import { Rejections } from "./rejections";
import { UnknownFormats } from "./unknown-formats";
import { type Matrix, useMatrix } from "./use-matrix";

/** Which creative runs on which package: what fits, what is assigned, where each seller's review stands. */
export function CreativeMatrix({ campaignId }: { readonly campaignId: string }) {
  const matrix = useMatrix(campaignId);
  const mayWrite = useCan("creative:write");
  const [dialog, setDialog] = useState<"add" | "send" | null>(null);
  const { packages, creatives, unsent } = matrix.view;
  const refusal = refusalOf(matrix.error);
  const sellers = new Map(packages.map(({ salesAgent }) => [salesAgent.id, salesAgent]));
  if (packages.length === 0) return <NoPackages campaignId={campaignId} />;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <p className="dim">{summaryOf(matrix)}</p>
        {mayWrite && (
          <div className={styles.actions}>
            <Button onClick={() => setDialog("add")}>Add a creative</Button>
            <AskSellers />
            {unsent.length > 0 && <Button onClick={() => setDialog("send")}>Send to sellers ({unsent.length})</Button>}
            {matrix.fitting.length > 0 && (
              <Button variant="filled" onClick={() => matrix.set(matrix.fitting, true)}>
                Assign everything that fits ({matrix.fitting.length})
              </Button>
            )}
          </div>
        )}
      </div>
      {refusal && (
        <Failure
          title="The assignment was not changed"
          message={Object.values(refusal.fields).join(" ") || refusal.message}
          requestId={refusal.requestId}
        />
      )}
      <UnknownFormats matrix={matrix} />
      {creatives.length > 0 ? (
        <MatrixTable matrix={matrix} mayWrite={mayWrite} />
      ) : (
        <NothingFits hidden={matrix.view.hidden} onAdd={mayWrite ? () => setDialog("add") : null} />
      )}
      <Rejections matrix={matrix} />
      <AddCreativeDialog open={dialog === "add"} onClose={() => setDialog(null)} />
      <SendDialog
        open={dialog === "send"}
        onClose={() => setDialog(null)}
        creativeIds={[...new Set(unsent.map(({ creativeId }) => creativeId))]}
        salesAgents={[...sellers.values()].filter(({ id }) => unsent.some(({ salesAgentId }) => salesAgentId === id))}
        campaignId={campaignId}
      />
    </div>
  );
}

function summaryOf({ view }: Matrix): string {
  const ready = view.packages.filter(({ readiness }) => readiness.state === "ready").length;
  const sellers = new Set(view.packages.map(({ salesAgent }) => salesAgent.id)).size;
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const hidden = view.hidden > 0 ? ` ${view.hidden} more in the library fit no package here.` : "";
  return `${count(sellers, "seller")}, ${count(view.packages.length, "package")}: ${ready} ready.${hidden}`;
}

function NoPackages({ campaignId }: { readonly campaignId: string }) {
  return (
    <EmptyState
      title="No packages yet"
      text="Choose products first: each becomes a package with the formats it accepts."
      action={
        <Button component={Link} href={`/campaigns/${campaignId}/products`}>
          Choose products
        </Button>
      }
    />
  );
}

function NothingFits({ hidden, onAdd }: { readonly hidden: number; readonly onAdd: (() => void) | null }) {
  return (
    <EmptyState
      title={hidden === 0 ? "No creatives yet" : "Nothing in the library fits"}
      text={
        hidden === 0
          ? "Add images and videos; those that fit a package show up here."
          : `${hidden} in the library fit none of these packages. Add one in a size that the packages take.`
      }
      action={
        onAdd && (
          <Button variant="filled" onClick={onAdd}>
            Add a creative
          </Button>
        )
      }
    />
  );
}
