"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import { ConfirmPassword } from "@/app/_auth/confirm-password";
import { RecoveryCodes, SetUpSecondFactor } from "@/app/_auth/second-factor";
import { Button } from "@/app/_ui/button";
import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";

type Doing = null | "on" | "off" | "codes" | { readonly codes: readonly string[] };

export function SecondFactor({ isOn }: { readonly isOn: boolean }) {
  const router = useRouter();
  const [doing, setDoing] = useState<Doing>(null);
  const done = () => {
    setDoing(null);
    router.refresh();
  };
  return (
    <Section
      title="Second factor"
      hint="a code from an authenticator app when you sign in"
      actions={
        isOn ? (
          <Tag tone="live" glyph="check">
            On
          </Tag>
        ) : (
          <Tag tone="plain">Off</Tag>
        )
      }
    >
      {doing === null && !isOn && <Button onClick={() => setDoing("on")}>Set it up</Button>}
      {doing === null && isOn && (
        <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
          <Button onClick={() => setDoing("codes")}>New recovery codes</Button>
          <Button onClick={() => setDoing("off")}>Turn it off</Button>
        </div>
      )}
      {doing === "on" && <SetUpSecondFactor onDone={done} />}
      {doing === "off" && (
        <ConfirmPassword
          action="Turn it off"
          onCancel={() => setDoing(null)}
          ask={(password) =>
            askAuth("password", (client, onError) => client.twoFactor.disable({ password }, { onError }))
          }
          onProved={done}
        />
      )}
      {doing === "codes" && (
        <ConfirmPassword
          action="Make new codes"
          onCancel={() => setDoing(null)}
          ask={(password) =>
            askAuth("password", (client, onError) => client.twoFactor.generateBackupCodes({ password }, { onError }))
          }
          onProved={({ backupCodes }) => setDoing({ codes: backupCodes })}
        />
      )}
      {typeof doing === "object" && doing !== null && <RecoveryCodes codes={doing.codes} onDone={done} />}
    </Section>
  );
}
