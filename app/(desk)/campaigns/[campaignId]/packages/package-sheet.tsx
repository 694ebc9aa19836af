"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { Section } from "@/app/_ui/section";
import { useCan } from "@/app/_ui/viewer";
import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import { useFragmentFocus } from "../use-fragment-focus";
import { LossRow } from "./loss-row";
import { PackageRow } from "./package-row";
import { PackageTotals } from "./package-totals";
import { SellerRow } from "./seller-row";
import styles from "./sheet.module.css";
import { SheetFoot } from "./sheet-foot";
import { moveBetweenCells } from "./sheet-keys";
import { SplitBudget } from "./split-budget";

/** The packages as a sheet: grouped by seller, every cell saving itself, the total against the plan below. */
export function PackageSheet({ campaignId }: { readonly campaignId: string }) {
  const { data: plan } = useSuspenseQuery(useTRPC().packages.list.queryOptions({ campaignId }));
  const mayWrite = useCan("campaign:write");
  const mayEdit = mayWrite && plan.campaign.editable;
  useFragmentFocus();
  if (plan.packages.length === 0) return <NoPackages campaignId={campaignId} />;
  return (
    <div className={styles.page}>
      <PackageTotals plan={plan} />
      <Section
        title="Packages"
        hint="amounts or a share such as 30% · Enter and arrows move"
        flush
        actions={
          <>
            {mayEdit && (
              <Button component={Link} href={`/campaigns/${campaignId}/products`}>
                Add products
              </Button>
            )}
            {mayEdit && <SplitBudget plan={plan} />}
            {plan.ready && (
              <Button component={Link} href={`/campaigns/${campaignId}/review`} variant="filled">
                Review
              </Button>
            )}
          </>
        }
      >
        <SheetTable plan={plan} mayEdit={mayEdit} />
      </Section>
    </div>
  );
}

const headers: readonly { readonly label: string; readonly end?: boolean }[] = [
  { label: "Package" },
  { label: "Pricing" },
  { label: "Budget", end: true },
  { label: "Share", end: true },
  { label: "Flight" },
  { label: "Pacing" },
  { label: "Bid or price", end: true },
  { label: "Impressions", end: true },
  { label: "Targeting" },
  { label: "State" },
];

function SheetTable({ plan, mayEdit }: { readonly plan: PackagePlanView; readonly mayEdit: boolean }) {
  const sellers = plan.sellers.filter((seller) => plan.packages.some((row) => row.salesAgentId === seller.id));
  const known = new Set(sellers.map((seller) => seller.id));
  const orphans = plan.packages.filter((row) => !known.has(row.salesAgentId));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={styles.region} aria-label="Table: Packages" tabIndex={0}>
      <table className={styles.sheet} onKeyDown={moveBetweenCells}>
        <caption className="visually-hidden">Packages</caption>
        <thead>
          <tr>
            {headers.map(({ label, end }) => (
              <th key={label} scope="col" className={end ? styles.end : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        {sellers.map((seller) => (
          <tbody key={seller.id}>
            <SellerRow seller={seller} plan={plan} />
            <LossRow seller={seller} />
            {plan.packages
              .filter((row) => row.salesAgentId === seller.id)
              .map((row) => (
                <PackageRow key={row.id} row={row} plan={plan} seller={seller} mayEdit={mayEdit} />
              ))}
          </tbody>
        ))}
        {orphans.length > 0 && (
          <tbody>
            {orphans.map((row) => (
              <PackageRow key={row.id} row={row} plan={plan} seller={null} mayEdit={mayEdit} />
            ))}
          </tbody>
        )}
        <SheetFoot plan={plan} />
      </table>
    </section>
  );
}

function NoPackages({ campaignId }: { readonly campaignId: string }) {
  return (
    <EmptyState
      title="No packages yet"
      text="Ask the sellers for products, tick what fits and add it: each becomes a package with its own budget and flight."
      action={
        <Button component={Link} href={`/campaigns/${campaignId}/products`} variant="filled">
          Find products
        </Button>
      }
    />
  );
}
