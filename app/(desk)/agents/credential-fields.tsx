"use client";

import { Checkbox } from "@/app/_ui/checkbox";
import { NativeSelect } from "@/app/_ui/native-select";
import { PasswordInput } from "@/app/_ui/password-input";
import { TextInput } from "@/app/_ui/text-input";
import type { CredentialInput, CredentialScheme } from "@/server/api/routers/credentials.schema";
import { schemeWords } from "./credential-words";

/** What a form about an agent's credential holds; `blankCredential` is its beginning. */
export type CredentialDraft = { readonly credential: CredentialInput; readonly signsRequests: boolean };

export const blankCredential: CredentialDraft = { credential: { scheme: "bearer", token: "" }, signsRequests: false };

type FieldsProps = {
  readonly value: CredentialDraft;
  readonly onChange: (value: CredentialDraft) => void;
  /** Messages of the whole form; those of `credential.…` are shown here. */
  readonly errors: Readonly<Record<string, string>>;
};

/** How we prove who we are to an agent. Write-only: what was entered before is never shown. */
export function CredentialFields({ value, onChange, errors }: FieldsProps) {
  const { credential } = value;
  const set = (next: CredentialInput) => onChange({ ...value, credential: next });
  return (
    <>
      <NativeSelect
        label="Credential"
        value={credential.scheme}
        data={schemes.map((scheme) => ({ value: scheme, label: schemeWords[scheme] }))}
        onChange={(event) => set(empty[schemes.find((one) => one === event.currentTarget.value) ?? "none"])}
      />
      <SchemeFields credential={credential} set={set} errors={errors} />
      <Checkbox
        label="Sign requests with this organisation's key (RFC 9421)"
        description="The seller needs the address of the key set, under Settings, to check them"
        checked={value.signsRequests}
        onChange={(event) => onChange({ ...value, signsRequests: event.currentTarget.checked })}
      />
    </>
  );
}

type SchemeProps = {
  readonly credential: CredentialInput;
  readonly set: (credential: CredentialInput) => void;
  readonly errors: FieldsProps["errors"];
};

function SchemeFields({ credential, set, errors }: SchemeProps) {
  switch (credential.scheme) {
    case "none":
      return null;
    case "bearer":
      return (
        <Secret
          label="Token"
          value={credential.token}
          error={errors["credential.token"]}
          onChange={(token) => set({ ...credential, token })}
        />
      );
    case "header":
      return <HeaderFields credential={credential} set={set} errors={errors} />;
    case "oauth_client_credentials":
      return <OauthFields credential={credential} set={set} errors={errors} />;
  }
}

type Of<Scheme extends CredentialScheme> = {
  readonly credential: Extract<CredentialInput, { readonly scheme: Scheme }>;
  readonly set: SchemeProps["set"];
  readonly errors: FieldsProps["errors"];
};

function HeaderFields({ credential, set, errors }: Of<"header">) {
  return (
    <>
      <TextInput
        label="Header"
        description="Such as X-API-Key"
        autoComplete="off"
        spellCheck={false}
        required
        value={credential.name}
        error={errors["credential.name"]}
        onChange={(event) => set({ ...credential, name: event.currentTarget.value })}
      />
      <Secret
        label="Value"
        value={credential.value}
        error={errors["credential.value"]}
        onChange={(value) => set({ ...credential, value })}
      />
    </>
  );
}

function OauthFields({ credential, set, errors }: Of<"oauth_client_credentials">) {
  return (
    <>
      <TextInput
        label="Token address"
        description="Where the access token is fetched, such as https://login.example.com/oauth/token"
        inputMode="url"
        required
        value={credential.tokenUrl}
        error={errors["credential.tokenUrl"]}
        onChange={(event) => set({ ...credential, tokenUrl: event.currentTarget.value })}
      />
      <TextInput
        label="Client id"
        autoComplete="off"
        spellCheck={false}
        required
        value={credential.clientId}
        error={errors["credential.clientId"]}
        onChange={(event) => set({ ...credential, clientId: event.currentTarget.value })}
      />
      <Secret
        label="Client secret"
        value={credential.clientSecret}
        error={errors["credential.clientSecret"]}
        onChange={(clientSecret) => set({ ...credential, clientSecret })}
      />
      <TextInput
        label="Scope"
        description="Words with spaces between them; leave it empty unless the seller names one"
        autoComplete="off"
        spellCheck={false}
        value={credential.scope}
        error={errors["credential.scope"]}
        onChange={(event) => set({ ...credential, scope: event.currentTarget.value })}
      />
    </>
  );
}

type SecretProps = {
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
};

function Secret({ label, value, error, onChange }: SecretProps) {
  return (
    <PasswordInput
      label={label}
      description="Kept encrypted; it cannot be read back"
      autoComplete="off"
      required
      value={value}
      error={error}
      aria-invalid={error !== undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const schemes = ["none", "bearer", "header", "oauth_client_credentials"] as const satisfies readonly CredentialScheme[];

const empty: Readonly<Record<CredentialScheme, CredentialInput>> = {
  none: { scheme: "none" },
  bearer: { scheme: "bearer", token: "" },
  header: { scheme: "header", name: "", value: "" },
  oauth_client_credentials: {
    scheme: "oauth_client_credentials",
    tokenUrl: "",
    clientId: "",
    clientSecret: "",
    scope: "",
  },
};
