import { createHash, randomUUID } from "node:crypto";
import http from "node:http";
import Database from "better-sqlite3";

/**
 * What the same rows cost without an app: bare node http and raw better-sqlite3 on a copy of the same file, the same
 * answers in bytes and the same writes, as durable as ours (synchronous = FULL).
 * Run as: floor.ts <database file> <organisation id> <port>
 */
const [file = "", organisationId = "", port = "0"] = process.argv.slice(2);
const sqlite = new Database(file, { timeout: 5_000 });
sqlite.pragma("journal_mode = WAL");
sqlite.pragma("synchronous = FULL");

const list = sqlite.prepare(
  `SELECT b.id, b.name, b.status, b.sellerStatus, b.salesAgentId, a.name AS salesAgent, b.campaignId,
     c.name AS campaign, c.timeZone, b.poNumber, b.currency, b.totalMicros, b.spendMicros, b.impressions,
     b.startAt, b.endAt, b.blockedBy, b.sandbox, b.seenAt, b.deliveryAt, b.updatedAt
   FROM MediaBuy b JOIN Campaign c ON c.id = b.campaignId JOIN SalesAgent a ON a.id = b.salesAgentId
   WHERE b.organisationId = ? AND b.status <> 'ARCHIVED' ORDER BY b.updatedAt DESC, b.id DESC LIMIT 51`,
);
const counts = sqlite.prepare(
  "SELECT status, count(*) AS count FROM MediaBuy WHERE organisationId = ? GROUP BY status ORDER BY status",
);
const receiptOf = sqlite.prepare("SELECT outcome FROM MutationReceipt WHERE userId = 'floor' AND requestId = ?");
const campaignOf = sqlite.prepare("SELECT * FROM Campaign WHERE id = ? AND organisationId = ?");
const save = sqlite.prepare(
  "UPDATE Campaign SET name = ?, updatedAt = ?, revision = revision + 1 WHERE id = ? AND revision = ?",
);
const headOf = sqlite.prepare("SELECT auditSeq, auditHead FROM Organisation WHERE id = ?");
const audit = sqlite.prepare(
  `INSERT INTO AuditRow (id, organisationId, seq, at, actorName, action, subjectType, subjectId, campaignId, summary,
     "before", "after", previousHash, hash)
   VALUES (?, ?, ?, ?, 'floor', 'campaign.edited', 'campaign', ?, ?, ?, ?, ?, ?, ?)`,
);
const moveHead = sqlite.prepare("UPDATE Organisation SET auditSeq = ?, auditHead = ? WHERE id = ?");
const receipt = sqlite.prepare(
  "INSERT INTO MutationReceipt (userId, requestId, inputHash, outcome, createdAt) VALUES ('floor', ?, ?, ?, ?)",
);

type Edit = { readonly campaignId: string; readonly revision: number; readonly patch: { readonly name: string } };
type Head = { readonly auditSeq: number; readonly auditHead: string };
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const edit = sqlite.transaction(({ campaignId, revision, patch }: Edit, requestId: string) => {
  if (receiptOf.get(requestId)) throw new Error("repeated");
  const campaign = campaignOf.get(campaignId, organisationId) as { readonly name: string };
  const at = new Date().toISOString();
  if (save.run(patch.name, at, campaignId, revision).changes !== 1) throw new Error("conflict");
  const { auditSeq, auditHead } = headOf.get(organisationId) as Head;
  const [before, after] = [JSON.stringify({ name: campaign.name }), JSON.stringify(patch)];
  const row = [randomUUID(), organisationId, auditSeq + 1, at, campaignId, campaignId, "Edited", before, after];
  const hash = sha256(JSON.stringify([...row, auditHead]));
  audit.run(...row, auditHead, hash);
  moveHead.run(auditSeq + 1, hash, organisationId);
  const outcome = { revision: revision + 1, updatedAt: at };
  receipt.run(requestId, sha256(after), JSON.stringify(outcome), at);
  return outcome;
});

http
  .createServer((request, response) => {
    const chunks: Buffer[] = [];
    const send = (data: unknown) => {
      const body = JSON.stringify({ result: { data: { json: data } } });
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    };
    if (request.method !== "POST") {
      send({ rows: list.all(organisationId).slice(0, 50), counts: counts.all(organisationId) });
      return;
    }
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { json } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly json: Edit };
      send(edit.immediate(json, String(request.headers["x-flightdeck-request"])));
    });
  })
  .listen(Number(port), "127.0.0.1");
