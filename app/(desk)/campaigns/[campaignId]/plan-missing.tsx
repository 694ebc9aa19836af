import Link from "next/link";
import { Button } from "@/app/_ui/button";
import { Amount } from "@/app/_ui/money";
import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import styles from "./plan.module.css";

type Campaign = RouterOutput["campaigns"]["get"];

/** What is still missing before it can be sent, and the next step. */
export function PlanMissing({ campaign }: { readonly campaign: Campaign }) {
  const fields = campaign.missing.filter((issue) => issue.path !== "packages");
  const together = campaign.missing.find((issue) => issue.path === "packages");
  return (
    <aside className={styles.aside} aria-label="Before it can be sent">
      <Section title={campaign.editable ? "Before it can be sent" : "The plan"}>
        {!campaign.editable && <p className="dim">It was sent; its media buys are edited on their own pages.</p>}
        {campaign.editable && (
          <ul className={styles.steps}>
            <li>
              <StepTag open={fields.length} word="Plan" />
              {fields.length > 0 && (
                <ul className="sm dim">
                  {fields.map((issue) => (
                    <li key={`${issue.path}${issue.message}`}>{issue.message}</li>
                  ))}
                </ul>
              )}
            </li>
            <li>
              <StepTag open={campaign.packagesWithIssues + (together ? 1 : 0)} word="Packages" />
              <ul className="sm dim">
                {together && <li>{together.message}</li>}
                {campaign.packagesWithIssues > 0 && (
                  <li>
                    {campaign.packagesWithIssues} of {campaign.packageCount} still lack something
                  </li>
                )}
              </ul>
            </li>
          </ul>
        )}
        <dl className={styles.totals}>
          {campaign.totals.map((total) => (
            <div key={`${total.currency} ${total.sandbox}`}>
              <dt className="dim">{total.sandbox ? "Allocated in sandbox money" : "Allocated"}</dt>
              <dd className="num">
                <Amount micros={total.allocatedMicros} currency={total.currency} />
              </dd>
            </div>
          ))}
        </dl>
        {campaign.editable && <NextStep campaign={campaign} />}
      </Section>
    </aside>
  );
}

function StepTag({ open, word }: { readonly open: number; readonly word: string }) {
  return open === 0 ? (
    <Tag tone="verified" glyph="check">
      {word} complete
    </Tag>
  ) : (
    <Tag tone="wait" glyph="warn">
      {word}: {open} open
    </Tag>
  );
}

function NextStep({ campaign }: { readonly campaign: Campaign }) {
  const home = `/campaigns/${campaign.id}`;
  if (campaign.packageCount === 0) return <Step href={`${home}/products`} label="Find products" />;
  if (!campaign.ready) return <Step href={`${home}/packages`} label="Open packages" />;
  return <Step href={`${home}/review`} label="Review and send" />;
}

function Step({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <Button component={Link} href={href} variant="filled" fullWidth>
      {label}
    </Button>
  );
}
