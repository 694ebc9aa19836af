"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Age, When } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { Chip, Tag } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { ProductView } from "@/server/api/views/product-view";
import { deliveryWord, forecastWords } from "../product-words";
import styles from "../products.module.css";
import { PricingTable } from "./pricing-table";

type ProductPageProps = { readonly campaignId: string; readonly productSnapshotId: string };

/** Everything one seller says about one product, as it said it. */
export function ProductPage({ campaignId, productSnapshotId }: ProductPageProps) {
  const trpc = useTRPC();
  const { data: product } = useSuspenseQuery(trpc.products.get.queryOptions({ productSnapshotId }));
  const { data: campaign } = useSuspenseQuery(trpc.campaigns.get.queryOptions({ campaignId }));
  const mayWrite = useCan("campaign:write");
  if (!product) return null;
  return (
    <div className={styles.desk}>
      <div className={styles.productHead}>
        <Link href={`/campaigns/${campaignId}/products`}>All products</Link>
        <h2 className={styles.productName}>{product.name}</h2>
        <span className="dim">{product.salesAgent.name}</span>
        {product.salesAgent.sandbox && <Chip>Sandbox</Chip>}
        {product.expired && (
          <Tag tone="stop" glyph="warn">
            Offer expired
          </Tag>
        )}
        {mayWrite && campaign.editable && !product.expired && <AddOne campaignId={campaignId} product={product} />}
      </div>
      <div className={styles.productGrid}>
        <div className={styles.desk}>
          <Section title="Pricing" flush>
            <PricingTable product={product} />
          </Section>
          <Section title="In the seller's words">
            <p className={styles.briefText}>{product.description || "The seller gives no description."}</p>
            {product.briefRelevance && <p className={`dim ${styles.briefText}`}>{product.briefRelevance}</p>}
          </Section>
          <details className={styles.raw}>
            <summary>As the seller sent it</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
            <pre tabIndex={0}>{product.raw}</pre>
          </details>
        </div>
        <ProductFacts product={product} zone={campaign.timeZone} />
      </div>
    </div>
  );
}

function AddOne({ campaignId, product }: { readonly campaignId: string; readonly product: ProductView }) {
  const router = useRouter();
  const add = useMutation(
    useTRPC().packages.add.mutationOptions({ onSuccess: () => router.push(`/campaigns/${campaignId}/packages`) }),
  );
  const refusal = refusalOf(add.error);
  return (
    <span className={styles.trayActions}>
      {refusal && (
        <span className={styles.problem} role="alert">
          {refusal.message}
        </span>
      )}
      <BusyButton
        look="primary"
        busy={add.isPending}
        busyLabel="Adding…"
        onClick={() => add.mutate({ campaignId, items: [{ productSnapshotId: product.id }] })}
      >
        Add as package
      </BusyButton>
    </span>
  );
}

function ProductFacts({ product, zone }: { readonly product: ProductView; readonly zone: string }) {
  const { forecast, placements } = product;
  return (
    <div className={styles.desk}>
      <Section title="Facts">
        <Facts
          items={[
            ["Delivery", deliveryWord(product.deliveryType)],
            ["Channel", product.channels.join(", ") || "not said"],
            ["Runs on", product.publisherDomains.join(", ") || "not said"],
            ["Forecast", forecastWords(forecast) ?? "none given"],
            ["Reports", product.reportingFrequencies.join(", ") || "not said"],
            ["Offer", product.expiresAt ? <When key="when" instant={product.expiresAt} zone={zone} /> : "no end said"],
            ["Seen", <Age key="seen" instant={product.seenAt} />],
            ["Product id", product.productId],
          ]}
        />
      </Section>
      <Section title="Formats" hint={product.formatIds.length}>
        <ul className={styles.plainList}>
          {product.formatIds.map((format) => (
            <li key={`${format.agentUrl} ${format.id}`} title={format.agentUrl}>
              {format.id}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Placements" hint={placements.length}>
        {placements.length === 0 && <p className="dim">The seller names none; it places as it sees fit.</p>}
        <ul className={styles.plainList}>
          {placements.map((placement) => (
            <li key={placement.placementId}>
              {placement.name} <span className="dim sm">{placement.placementId}</span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
