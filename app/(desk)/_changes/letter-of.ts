import { instantWords } from "@/app/_ui/date-words";
import type { ChangeView } from "@/server/api/views/change-view";
import { type Letter, type LetterFacts, letterToSeller } from "@/server/domain/inbox/letter";
import { isMissed } from "./missed-fields";
import { valueText } from "./value-text";

type Sender = { readonly name: string; readonly organisationName: string };

/** The letter to the seller about one change, from what is on the page. */
export function letterOf(change: ChangeView, zone: string, sender: Sender): Letter {
  const { mediaBuy, salesAgent, sellerMediaBuyId, poNumber, task, sentAt, error, currency } = change;
  const question = questionOf(change);
  return letterToSeller({
    sellerName: salesAgent.name,
    organisationName: sender.organisationName,
    mediaBuyName: mediaBuy?.name ?? "Creatives",
    sellerMediaBuyId,
    poNumber,
    taskId: task?.taskId ?? null,
    sentAt: sentAt && `${instantWords(sentAt, zone)} ${zone}`,
    question,
    code: question === "missed" ? null : (error?.code ?? null),
    fields: change.fields.filter(isMissed).map((field) => ({
      label: field.field.endsWith("endAt") ? "Last day" : field.label,
      packageName: field.packageName,
      sellerPackageId: field.sellerPackageId,
      asked: valueText(field.requested, { ...field, currency, zone }),
      found: valueText(field.found, { ...field, currency, zone }),
    })),
    signature: sender.name,
  });
}

function questionOf({ attention }: ChangeView): LetterFacts["question"] {
  if (attention === "ignored" || attention === "changed") return "missed";
  if (attention === "overdue") return "overdue";
  return attention === "checking" || attention === "not_found" || attention === "candidates" ? "unknown" : "other";
}
