"use client";

import { PageHead } from "@/app/_ui/page-head";
import { Section } from "@/app/_ui/section";
import { useViewer } from "@/app/_ui/viewer";
import { ApiKeys } from "./api-keys";
import { PasswordForm } from "./password-form";
import { SecondFactor } from "./second-factor-section";
import { SessionList } from "./session-list";

/** One's own sign-in: password, second factor, where one is signed in, keys for programs. */
export function AccountDesk({ hasSecondFactor }: { readonly hasSecondFactor: boolean }) {
  const viewer = useViewer();
  return (
    <>
      <PageHead title="Your account" note={`${viewer.name}, ${viewer.email}, ${viewer.role}`} />
      <div style={{ display: "grid", gap: 16 }}>
        <Section title="Password" hint="changing it signs you out everywhere else">
          <PasswordForm />
        </Section>
        <SecondFactor isOn={hasSecondFactor} />
        <SessionList />
        <ApiKeys />
      </div>
    </>
  );
}
