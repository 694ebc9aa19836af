import type { Metadata } from "next";
import { HydrateClient, load, trpc } from "@/app/_trpc/server";
import { MemberDesk } from "./member-desk";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  await Promise.all([load(trpc.members.list.queryOptions()), load(trpc.members.outbox.queryOptions())]);
  return (
    <HydrateClient>
      <MemberDesk />
    </HydrateClient>
  );
}
