import type { AgentRecord } from "../../domain/agent-record/agent-record";
import { type Score, scoreOf } from "../../domain/agent-record/score";
import { notFound } from "../../domain/errors";

export type AgentScoreView = Score & { readonly salesAgentId: string };
export type AgentRecordView = AgentRecord & { readonly score: Score };

export function toAgentScoreViews(records: ReadonlyMap<string, AgentRecord>): readonly AgentScoreView[] {
  return [...records].map(([salesAgentId, record]) => ({ salesAgentId, ...scoreOf(record) }));
}

export function toAgentRecordView(salesAgentId: string, records: ReadonlyMap<string, AgentRecord>): AgentRecordView {
  const record = records.get(salesAgentId);
  if (!record) throw notFound("The sales agent");
  return { ...record, score: scoreOf(record) };
}
