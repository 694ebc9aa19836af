import { Age } from "@/app/_ui/date";
import { Notice } from "@/app/_ui/notice";
import type { FieldChangeView } from "@/server/api/views/change-view";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import layout from "./media-buy.module.css";

const owners = { us: "Us", seller: "Seller", approver: "Approver", admin: "Administrator" } as const;

/** What blocks the buy and who owns that; and writes that did not land as asked. */
export function BuyAttention({ buy }: { readonly buy: MediaBuyView }) {
  const last = buy.changes[0];
  const missed = last?.state === "settled" ? last.fields.filter(isMissed) : [];
  return (
    <div className={layout.attention}>
      {buy.blockedBy && (
        <Notice
          tone={buy.blockedBy.owner === "seller" ? "wait" : "accent"}
          word={owners[buy.blockedBy.owner]}
          glyph="clock"
          title={buy.blockedBy.text}
        >
          {buy.blockedBy.since && (
            <>
              since <Age instant={buy.blockedBy.since} />
            </>
          )}
        </Notice>
      )}
      {missed.length > 0 && (
        <Notice
          tone={missed.some((field) => field.verdict === "ignored") ? "stop" : "changed"}
          word={missed.some((field) => field.verdict === "ignored") ? "Ignored" : "Changed"}
          title={`${buy.salesAgent.name} accepted the change, but ${missed.length === 1 ? "one field is" : `${missed.length} fields are`} not as asked.`}
        >
          {missed.map(nameOf).join(", ")}: see the change for what was asked and what the seller shows.
        </Notice>
      )}
    </div>
  );
}

function isMissed(field: FieldChangeView): boolean {
  return field.verdict === "ignored" || field.verdict === "changed";
}

function nameOf(field: FieldChangeView): string {
  return field.packageName ? `${field.packageName}: ${field.label}` : field.label;
}
