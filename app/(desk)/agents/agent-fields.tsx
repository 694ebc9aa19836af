import { Checkbox } from "@/app/_ui/checkbox";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { type CredentialDraft, CredentialFields } from "./credential-fields";

export type AgentDraft = CredentialDraft & {
  readonly name: string;
  readonly url: string;
  readonly protocol: "mcp" | "a2a" | "rest";
  readonly sandbox: boolean;
  /** Where it was found; null: entered by hand. */
  readonly domain: string | null;
};

type Protocol = AgentDraft["protocol"];

const protocols: readonly { readonly value: Protocol; readonly label: string; readonly address: string }[] = [
  {
    value: "mcp",
    label: "MCP (Streamable HTTP)",
    address: "The agent's MCP endpoint, such as https://ads.example.com/mcp",
  },
  { value: "a2a", label: "A2A", address: "The agent's address, or that of its agent card" },
  { value: "rest", label: "REST", address: "Where its routes begin, such as https://ads.example.com/api/v1" },
];

export function protocolLabel(protocol: Protocol): string {
  return protocol.toUpperCase();
}

type FieldsProps = {
  readonly value: AgentDraft;
  readonly onChange: (value: AgentDraft) => void;
  readonly errors: Readonly<Record<string, string>>;
};

/** What is entered of a new agent. */
export function AgentFields({ value, onChange, errors }: FieldsProps) {
  const chosen = protocols.find((one) => one.value === value.protocol);
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={120}
        value={value.name}
        error={errors.name}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <NativeSelect
        label="Protocol"
        value={value.protocol}
        data={protocols.map(({ value: protocol, label }) => ({ value: protocol, label }))}
        onChange={(event) => {
          const next = protocols.find((one) => one.value === event.currentTarget.value);
          if (next) onChange({ ...value, protocol: next.value });
        }}
      />
      <TextInput
        label="Address"
        description={chosen?.address}
        inputMode="url"
        required
        value={value.url}
        error={errors.url}
        // Another address is no longer the one that was found.
        onChange={(event) => onChange({ ...value, url: event.currentTarget.value, domain: null })}
      />
      <CredentialFields
        value={value}
        onChange={(credential) => onChange({ ...value, ...credential })}
        errors={errors}
      />
      <Checkbox
        label="Sandbox: buys here are not real and stay out of totals"
        checked={value.sandbox}
        onChange={(event) => onChange({ ...value, sandbox: event.currentTarget.checked })}
      />
    </>
  );
}
