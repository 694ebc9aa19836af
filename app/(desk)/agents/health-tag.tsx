import { Tag } from "@/app/_ui/tag";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

export function HealthTag({ agent }: { readonly agent: Pick<SalesAgentView, "health" | "lastError"> }) {
  if (agent.health === "ok") {
    return (
      <Tag tone="live" glyph="check">
        Answers
      </Tag>
    );
  }
  if (agent.health === "never_reached") {
    return (
      <Tag tone="plain" glyph="clock">
        Not reached yet
      </Tag>
    );
  }
  return (
    <Tag tone="stop" glyph="warn" title={agent.lastError ?? undefined}>
      Does not answer
    </Tag>
  );
}
