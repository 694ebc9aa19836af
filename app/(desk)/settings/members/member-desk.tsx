"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Switch } from "@/app/_ui/checkbox";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { InviteDialog } from "./invite-dialog";
import { MemberTable } from "./member-table";
import { Outbox } from "./outbox";

/** Who works here, as what, and what is asked of them when they sign in. */
export function MemberDesk() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useSuspenseQuery(trpc.members.list.queryOptions());
  const [isInviting, setInviting] = useState(false);
  const onSuccess = () => queries.invalidateQueries(trpc.members.pathFilter());
  const rule = useMutation(trpc.members.requireTwoFactor.mutationOptions({ onSuccess }));
  const refusal = refusalOf(rule.error);
  const without = data.members.filter((member) => !member.hasTwoFactor && !member.isDisabled).length;
  return (
    <>
      <PageHead
        title="Members"
        crumbs={[{ label: "Settings", href: "/settings" }]}
        note={data.members.length === 1 ? "1 person" : `${data.members.length} people`}
        actions={
          <Button variant="filled" onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        }
      />
      <div style={{ display: "grid", gap: 16 }}>
        <MemberTable members={data.members} viewerId={data.viewerId} />
        <Section title="Second factor" hint="codes from an authenticator app">
          <Switch
            label="Everybody needs one"
            description={
              without === 0
                ? "Everybody has one"
                : `${without} ${without === 1 ? "person has" : "people have"} none yet; they set it up before they go on`
            }
            checked={data.requiresTwoFactor}
            disabled={rule.isPending}
            onChange={(event) => rule.mutate({ required: event.currentTarget.checked })}
          />
          {refusal && <Failure title="Nothing was changed" message={refusal.message} requestId={refusal.requestId} />}
        </Section>
        <Outbox />
      </div>
      <InviteDialog open={isInviting} onClose={() => setInviting(false)} onInvited={onSuccess} />
    </>
  );
}
