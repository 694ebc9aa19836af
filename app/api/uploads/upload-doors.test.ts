import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeOrganisation } from "@/prisma/demo-organisation";
import { quickPasswords } from "@/server/auth/test-quick-passwords";
import { type Composition, composition } from "@/server/composition";
import { type TestDatabase, testDatabase } from "@/server/db/test-database";
import { largestUploadBytes } from "@/server/domain/creative/media-bytes";
import { GET } from "../assets/[uploadId]/route";
import { POST } from "./route";

/** The two doors that are not procedures: files in, files out. */
const own = "https://desk.example";
const password = "upload-test-password";
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let database: TestDatabase;
let app: Composition;
const cookies = new Map<string, string>();

beforeAll(async () => {
  database = await testDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("FLIGHTDECK_URL", own);
  vi.stubEnv("BETTER_AUTH_SECRET", "only-for-this-test-0000000000000000");
  vi.stubEnv("FLIGHTDECK_ENCRYPTION_KEY", Buffer.alloc(32).toString("base64"));
  vi.stubEnv("LOG_LEVEL", "silent");
  app = composition();
  for (const domain of ["upload.example", "stranger.example"]) {
    const plan = { name: domain, domain, password, currency: "EUR", timeZone: "UTC", sandboxUrl: null };
    await makeOrganisation(app.ports, quickPasswords, plan);
  }
  for (const email of ["planner@upload.example", "viewer@upload.example", "planner@stranger.example"]) {
    const { headers } = await app.auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
    const pairs = headers.getSetCookie().map((line) => line.split(";")[0]);
    cookies.set(email, pairs.join("; "));
  }
});
afterAll(async () => {
  await app.db.$disconnect();
  await database.dispose();
  vi.unstubAllEnvs();
});

type Upload = {
  readonly type?: string;
  readonly origin?: string;
  readonly body?: BodyInit;
  readonly as?: string | null;
};

function upload({
  type = "image/png",
  origin = own,
  body = new Uint8Array(png),
  as = "planner@upload.example",
}: Upload) {
  const cookie = as === null ? {} : { cookie: cookies.get(as) ?? "" };
  const headers = { "content-type": type, origin, ...cookie };
  const request = new Request(`${own}/api/uploads`, { method: "POST", headers, body, duplex: "half" } as RequestInit);
  return POST(request);
}

function asset(uploadId: string, as: string | null, headers: Readonly<Record<string, string>> = {}, query = "") {
  const cookie = as === null ? {} : { cookie: cookies.get(as) ?? "" };
  const request = new Request(`${own}/api/assets/${uploadId}${query}`, { headers: { ...cookie, ...headers } });
  return GET(request, { params: Promise.resolve({ uploadId }) });
}

/** A body that fails the test's expectation when anybody reads it. */
function unread() {
  let reads = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    reads += 1;
    controller.enqueue(new Uint8Array(65_536));
  };
  return { body: new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }), reads: () => reads };
}

describe("the door for files in", () => {
  test("keeps a picture and says what its bytes are", async () => {
    const reply = await upload({});
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ kind: "image", mime: "image/png", width: 1, height: 1 });
  });

  test.each<[string, number, Upload]>([
    ["nobody signed in", 401, { as: null }],
    ["a role that may not", 403, { as: "viewer@upload.example" }],
    ["another site", 403, { origin: "https://evil.example" }],
    ["a form", 403, { type: "multipart/form-data; boundary=x" }],
    ["SVG", 415, { type: "image/svg+xml" }],
    ["PDF", 415, { type: "application/pdf" }],
  ])("refuses %s before it reads a byte", async (_, status, request) => {
    const { body, reads } = unread();
    const reply = await upload({ ...request, body });
    expect([reply.status, reads()]).toEqual([status, 0]);
    expect(await reply.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  test("stops reading at 10 MB, whatever length was announced", async () => {
    const { body, reads } = unread();
    expect((await upload({ body })).status).toBe(413);
    expect(reads()).toBeLessThanOrEqual(Math.ceil(largestUploadBytes / 65_536) + 1);
  });

  test.each<[string, Upload]>([
    ["bytes that are no picture", { body: "<script>alert(1)</script>" }],
    ["a picture under another name", { type: "image/jpeg" }],
    ["an empty file", { body: "" }],
  ])("refuses %s", async (_, request) => {
    const before = await app.db.upload.count();
    expect((await upload(request)).status).toBe(422);
    expect(await app.db.upload.count()).toBe(before);
  });
});

describe("the door for files out", () => {
  async function kept(): Promise<string> {
    const { uploadId } = (await (await upload({})).json()) as { readonly uploadId: string };
    return uploadId;
  }

  test("serves the bytes so that nothing in them can run", async () => {
    const reply = await asset(await kept(), "viewer@upload.example");
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": expect.stringContaining("private"),
    });
  });

  test("serves a part, and says when there is none", async () => {
    const id = await kept();
    const part = await asset(id, "viewer@upload.example", { range: "bytes=1-3" });
    expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([
      206,
      "PNG",
      `bytes 1-3/${png.byteLength}`,
    ]);
    expect((await asset(id, "viewer@upload.example", { range: "bytes=9000-" })).status).toBe(416);
  });

  test("is not there for another organisation, for nobody, or for a wrong key", async () => {
    const id = await kept();
    expect((await asset(id, "planner@stranger.example")).status).toBe(404);
    expect((await asset(id, null)).status).toBe(404);
    expect((await asset(id, null, {}, "?key=wrong")).status).toBe(404);
    expect((await asset("not-an-id", "viewer@upload.example")).status).toBe(404);
  });
});
