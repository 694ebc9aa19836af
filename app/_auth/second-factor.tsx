"use client";

import { type FormEvent, useState } from "react";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { TextInput } from "@/app/_ui/text-input";
import { askAuth } from "./ask-auth";
import styles from "./auth.module.css";
import { ConfirmPassword } from "./confirm-password";
import { QrCode } from "./qr-code";

type Enrolment = { readonly totpURI: string; readonly backupCodes: readonly string[] };

/** Setting up codes from an authenticator app: password, scan, first code, recovery codes to keep. */
export function SetUpSecondFactor({ onDone }: { readonly onDone: () => void }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [isProved, setProved] = useState(false);
  if (enrolment === null) {
    return (
      <ConfirmPassword
        action="Set up the second factor"
        ask={(password) => askAuth("password", (client, onError) => client.twoFactor.enable({ password }, { onError }))}
        onProved={(made) => "totpURI" in made && setEnrolment(made)}
      />
    );
  }
  if (!isProved) return <CodeStep uri={enrolment.totpURI} onProved={() => setProved(true)} />;
  return <RecoveryCodes codes={enrolment.backupCodes} onDone={onDone} />;
}

function CodeStep({ uri, onProved }: { readonly uri: string; readonly onProved: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const code = String(new FormData(event.currentTarget).get("code") ?? "").replaceAll(/\s/g, "");
    setBusy(true);
    const answer = await askAuth("code", (client, onError) => client.twoFactor.verifyTotp({ code }, { onError }));
    setBusy(false);
    setProblem(answer.problem);
    if (answer.problem === null) onProved();
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p>Scan this with an authenticator app, then enter the code that it shows.</p>
      <QrCode text={uri} label="The secret for your authenticator app, as a QR code" />
      <p className="sm dim">
        Or type the secret: <code className={styles.secret}>{secret}</code>
      </p>
      <TextInput label="Code" name="code" inputMode="numeric" autoComplete="one-time-code" error={problem} />
      <div>
        <BusyButton type="submit" look="primary" busy={busy} busyLabel="Checking…">
          Turn on
        </BusyButton>
      </div>
    </form>
  );
}

/** Shown once. */
export function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  return (
    <div className={styles.form}>
      <p role="status">
        The second factor is on. Keep these recovery codes where your phone is not: each works once, and they are not
        shown again.
      </p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div>
        <Button variant="filled" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
