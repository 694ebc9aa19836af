import { Age } from "@/app/_ui/date";
import { Notice } from "@/app/_ui/notice";
import type { ChangeView } from "@/server/api/views/change-view";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { attentionLook } from "../../_changes/attention-tag";
import { ChangeAttention } from "../../_changes/change-attention";
import { MissedFields } from "../../_changes/missed-fields";
import layout from "./media-buy.module.css";

const owners = { us: "Us", seller: "Seller", approver: "Approver", admin: "Administrator" } as const;

/** What blocks the buy and who owns that; and writes that did not land as asked, until somebody settles them. */
export function BuyAttention({ buy }: { readonly buy: MediaBuyView }) {
  const missed = buy.changes.filter(({ attention }) => attention === "ignored" || attention === "changed");
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
      {missed.map((change) => (
        <MissedNotice key={change.id} change={change} zone={buy.timeZone} />
      ))}
    </div>
  );
}

function MissedNotice({ change, zone }: { readonly change: ChangeView; readonly zone: string }) {
  const { tone, word, glyph } = attentionLook(change.attention === "ignored" ? "ignored" : "changed");
  const count = change.fields.filter(({ verdict }) => verdict === "ignored" || verdict === "changed").length;
  return (
    <Notice
      tone={tone}
      word={word}
      glyph={glyph}
      title={`${change.salesAgent.name} accepted the change, but ${count === 1 ? "one field is" : `${count} fields are`} not as asked.`}
    >
      <MissedFields change={change} zone={zone} />
      <ChangeAttention change={change} zone={zone} />
    </Notice>
  );
}
