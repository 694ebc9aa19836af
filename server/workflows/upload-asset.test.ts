import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestDesk, testDesk, testOrganisation } from "../api/test-desk";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { largestUploadBytes } from "../domain/creative/media-bytes";
import { assetAddress, readAsset } from "./read-asset";
import { uploadAsset } from "./upload-asset";

let database: TestDatabase;
let desk: TestDesk;
beforeEach(async () => {
  database = await testDatabase();
  desk = await testDesk(database.db);
});
afterEach(async () => {
  await desk.close();
  await database.dispose();
});

const other = "0198a000-0000-7000-8000-000000000009";
const png = Uint8Array.from(Buffer.from("89504e470d0a1a0a0000000d494844520000012c000000fa08060000", "hex"));
const upload = (bytes: Uint8Array<ArrayBuffer> = png, claimedMime = "image/png") =>
  uploadAsset(desk.ports, desk.actor("planner"), { bytes, claimedMime });

test("keeps a file with the size its bytes tell, once, and writes it down", async () => {
  const first = await upload();
  expect(first).toMatchObject({
    kind: "image",
    mime: "image/png",
    width: 300,
    height: 250,
    byteLength: png.byteLength,
  });
  expect((await upload()).uploadId).toBe(first.uploadId);
  expect(await database.db.upload.count()).toBe(1);
  expect(await database.db.auditRow.count({ where: { action: "creative.uploaded" } })).toBe(1);
});

test.each([
  ["nothing", new Uint8Array(), "image/png", "The file is empty"],
  ["too much", new Uint8Array(largestUploadBytes + 1), "image/png", "larger than 10 MB"],
  ["a drawing that can run scripts", Uint8Array.from(Buffer.from("<svg onload='x()'/>")), "image/png", "Only PNG"],
  ["a page called an image", Uint8Array.from(Buffer.from("<!doctype html><p>")), "image/gif", "Only PNG"],
  ["a PNG called a video", png, "video/mp4", "but its bytes are image/png"],
])("refuses %s and keeps nothing", async (_, bytes, mime, message) => {
  await expect(upload(bytes, mime)).rejects.toThrow(message);
  expect(await database.db.upload.count()).toBe(0);
});

test("an uploaded image becomes a creative whose size cannot be claimed", async () => {
  const { uploadId } = await upload();
  const planner = desk.as("planner").creatives;
  const { id } = await planner.add({ name: "Up", source: { from: "upload", uploadId }, width: 1, height: 1 });
  const creative = await planner.get({ id });
  expect(creative).toMatchObject({ size: "300×250", mime: "image/png", previewUrl: `/api/assets/${uploadId}` });
  expect(creative.byteLength).toBe(png.byteLength);
});

test("a file is its organisation's: others and strangers do not find it", async () => {
  const { uploadId } = await upload();
  await desk.addOrganisation(other);
  const read = (organisationId?: string) => readAsset(desk.ports, desk.actor("viewer", organisationId), uploadId, null);
  expect((await read()).bytes).toEqual(png);
  await expect(read(other)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(readAsset(desk.ports, null, uploadId, null)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const theirs = desk.as("planner", other).creatives;
  await expect(theirs.add({ name: "Up", source: { from: "upload", uploadId } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a seller reads the one file its address was sealed for, and no other", async () => {
  const { uploadId } = await upload();
  const gif = Uint8Array.from(Buffer.from("GIF89a\x01\0\x01\0\0\0\0\0", "latin1"));
  const second = await upload(gif, "image/gif");
  const ports = { ...desk.ports, appUrl: "https://desk.example.com" };
  const address = new URL(assetAddress(ports, testOrganisation, uploadId) ?? "");
  expect(address.origin + address.pathname).toBe(`https://desk.example.com/api/assets/${uploadId}`);
  const key = address.searchParams.get("key");
  expect((await readAsset(ports, null, uploadId, key)).mime).toBe("image/png");
  await expect(readAsset(ports, null, second.uploadId, key)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(readAsset(ports, null, uploadId, "v1.forged")).rejects.toMatchObject({ code: "NOT_FOUND" });
});
