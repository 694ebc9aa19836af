import { Age } from "@/app/_ui/date";
import { Notice } from "@/app/_ui/notice";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { unknownPartWords } from "@/server/domain/adopt/unknown-parts";
import layout from "./media-buy.module.css";

type TakenOverProps = { readonly takenOver: NonNullable<MediaBuyView["takenOver"]>; readonly sellerName: string };

/** That it was made elsewhere, and what is not known of it. */
export function TakenOver({ takenOver: { at, unknown }, sellerName }: TakenOverProps) {
  return (
    <div className={layout.attention}>
      <Notice
        tone="plain"
        word="Taken over"
        glyph="check"
        title={
          <>
            Made elsewhere, taken over <Age instant={at} />
          </>
        }
      >
        {unknown.length > 0 && (
          <>
            Not known yet, because {sellerName} does not show it:{" "}
            {unknown.map((part) => unknownPartWords[part]).join(", ")}.
          </>
        )}
      </Notice>
    </div>
  );
}
