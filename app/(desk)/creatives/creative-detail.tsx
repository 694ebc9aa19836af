"use client";

import Link from "next/link";
import { Age } from "@/app/_ui/date";
import { Facts } from "@/app/_ui/facts";
import { StatusBadge } from "@/app/_ui/status";
import { Chip, Tag } from "@/app/_ui/tag";
import { useCan } from "@/app/_ui/viewer";
import type { AgentFitView, AtSellerView, CreativeView } from "@/server/api/views/creative-view";
import { bytesWords } from "./bytes-words";
import { CreativeActions } from "./creative-actions";
import styles from "./creatives.module.css";
import { Preview } from "./preview";

/** Everything about one creative: the file, what each seller says of it, where it is used. */
export function CreativeDetail({
  creative,
  onClose,
}: {
  readonly creative: CreativeView;
  readonly onClose: () => void;
}) {
  const mayWrite = useCan("creative:write");
  return (
    <>
      <Preview creative={creative} size="stage" />
      <Facts
        items={[
          ["Kind", creative.kind],
          ["Size", creative.size],
          ["File", <File key="file" creative={creative} />],
          ["Leads to", creative.clickUrl ? <Outside href={creative.clickUrl} /> : <span className="dim">nowhere</span>],
          ["Changed", <Age key="changed" instant={creative.updatedAt} />],
        ]}
      />
      {mayWrite && <CreativeActions creative={creative} onClose={onClose} />}
      <section aria-labelledby="creative-sellers">
        <h3 id="creative-sellers">At the sellers</h3>
        <ul className={styles.rows}>
          {creative.fits.map((fit) => (
            <SellerRow key={fit.salesAgent.id} creative={creative} fit={fit} />
          ))}
        </ul>
        {creative.fits.length === 0 && <p className="dim">There is no sales agent yet.</p>}
      </section>
      <section aria-labelledby="creative-places">
        <h3 id="creative-places">Used in</h3>
        <Places creative={creative} />
      </section>
    </>
  );
}

function File({ creative }: { readonly creative: CreativeView }) {
  if (!creative.uploaded && creative.assetUrl) return <Outside href={creative.assetUrl} />;
  return (
    <>
      uploaded, {creative.mime}
      {creative.byteLength !== null && `, ${bytesWords(creative.byteLength)}`}
    </>
  );
}

function Outside({ href }: { readonly href: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" style={{ overflowWrap: "anywhere" }}>
      {href}
    </a>
  );
}

function SellerRow({ creative, fit }: { readonly creative: CreativeView; readonly fit: AgentFitView }) {
  const at = creative.atSellers.find((one) => one.salesAgent.id === fit.salesAgent.id);
  return (
    <li>
      <div>
        <span className="b">{fit.salesAgent.name}</span> {fit.sandbox && <Chip>Sandbox</Chip>}
        <div className="sm dim">
          {at ? `as ${at.format}` : (fit.format ?? fit.reason)}
          {at?.seenAt && (
            <>
              {" "}
              · confirmed by its list <Age instant={at.seenAt} />
            </>
          )}
          {at?.syncedAt && !at.seenAt && " · not confirmed by its list yet"}
        </div>
        {at?.outdated && <p className="sm">Changed here since it was sent: send it again.</p>}
        {at?.reason && (
          <blockquote className={`${styles.words} sm`}>
            {fit.salesAgent.name}: “{at.reason}”
          </blockquote>
        )}
        {!at && fit.filtered.length > 0 && <Filtered fit={fit} />}
      </div>
      <SellerState at={at} fit={fit} />
    </li>
  );
}

function SellerState({ at, fit }: { readonly at: AtSellerView | undefined; readonly fit: AgentFitView }) {
  if (at) return <StatusBadge status={at.status} />;
  if (fit.format !== null) return <StatusBadge status="missing" />;
  if (fit.formatsSeenAt === null) return <Tag tone="plain">Formats not known</Tag>;
  return <Tag tone="plain">Does not fit</Tag>;
}

function Filtered({ fit }: { readonly fit: AgentFitView }) {
  const count = fit.filtered.length;
  return (
    <details className="sm">
      <summary>
        {count} {count === 1 ? "format does" : "formats do"} not fit
      </summary>
      {fit.filtered.map(({ name, reason }) => (
        <div key={name} className="dim">
          {name}: {reason}
        </div>
      ))}
    </details>
  );
}

function Places({ creative }: { readonly creative: CreativeView }) {
  if (creative.places.length === 0) {
    return <p className="dim">On no package yet. Assign it on a campaign's Creatives tab.</p>;
  }
  return (
    <ul className={styles.rows}>
      {creative.places.map((place) => (
        <li key={place.packageId}>
          <div>
            <span className="b">{place.packageName}</span>
            <div className="sm dim">
              {place.mediaBuy ? (
                <Link href={`/media-buys/${place.mediaBuy.id}`}>{place.mediaBuy.name}</Link>
              ) : (
                <Link href={`/campaigns/${place.campaign.id}/creatives`}>{place.campaign.name}</Link>
              )}
            </div>
            {place.rejectionReason && (
              <blockquote className={`${styles.words} sm`}>“{place.rejectionReason}”</blockquote>
            )}
          </div>
          {place.approvalStatus ? <StatusBadge status={place.approvalStatus} /> : <Chip>planned</Chip>}
        </li>
      ))}
    </ul>
  );
}
